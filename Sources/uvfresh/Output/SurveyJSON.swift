import Formats
import Freshness
import Platform
import UV

/// The JSON contract of `list`: every key always present, absent values null.
enum SurveyJSON {
  /// What a closer look at an install brought.
  struct Look {
    var advice: [Advice]
    /// The names of packages that changed since this one was built against them.
    var becauseOf: [String] = []

    init(advice: [Advice] = []) {
      self.advice = advice
    }

    init(_ advice: [Advice], _ cascade: [CascadeLink]) {
      self.advice = advice
      becauseOf = cascade.map(\.rootName)
    }

    init(_ outline: Outline) {
      self.init(outline.advice, outline.cascade)
    }
  }

  /// The document of `list`: each install, nil where nobody looked closely.
  static func document(
    _ survey: Survey, listed: [(assessment: Assessment, look: Look?)]
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in members(survey, listed: listed, to: &writer) }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// Prints the same piece by piece: with the tags of many installs it is tens of megabytes.
  static func print(_ survey: Survey, listed: [(assessment: Assessment, look: Look?)]) {
    var writer = JSONWriter { StandardStream.output(document: $0) }
    writer.object { writer in members(survey, listed: listed, to: &writer) }
    writer.finish()
    StandardStream.output("\n")
  }

  /// The members of the object of `list`.
  static func members(
    _ survey: Survey, listed: [(assessment: Assessment, look: Look?)],
    to writer: inout JSONWriter
  ) {
    head(survey, to: &writer)
    writer.name("packages")
    writer.array { writer in
      for (assessment, look) in listed {
        writer.object { writer in
          package(assessment, next: survey.nextAction(of: assessment), look, to: &writer)
        }
      }
    }
    writer.name("missing")
    writer.array { writer in for package in survey.missing { write(package, to: &writer) } }
    writer.name("summary")
    summary(survey.assessments, to: &writer)
  }

  static func head(_ survey: Survey, to writer: inout JSONWriter) {
    writer.name("schema_version")
    writer.integer(2)
    writer.name("rules")
    writer.string(survey.rules.release.description)
    writer.name("warnings")
    writer.array { writer in for warning in survey.warnings { writer.string(warning) } }
    writer.name("environment")
    writer.object { writer in
      writer.name("path")
      writer.string(orNull: survey.environment.root?.exactText)
      writer.name("python_version")
      writer.string(orNull: survey.environment.pythonVersion)
      writer.name("site_packages")
      writer.array { writer in
        for path in survey.environment.sitePackages { writer.string(path.exactText) }
      }
    }
  }

  /// The members of one package's object; `look` is nil where nobody looked closely.
  static func package(
    _ assessment: Assessment, next: NextAction?, _ look: Look?, to writer: inout JSONWriter
  ) {
    let distribution = assessment.distribution
    writer.name("name")
    writer.string(distribution.name)
    writer.name("version")
    writer.string(orNull: distribution.version)
    writer.name("kind")
    writer.string(orNull: distribution.kindName)
    writer.name("installer")
    writer.string(orNull: distribution.installer)
    writer.name("dist_info")
    writer.string(distribution.path.exactText)
    writer.name("source")
    writer.string(orNull: distribution.sourceText)
    writer.name("state")
    writer.string(assessment.state.rawValue)
    writer.name("recorded")
    info(assessment.recorded, to: &writer)
    writer.name("current")
    info(assessment.current, to: &writer)
    writer.name("changes")
    writer.array { writer in for change in assessment.changes { write(change, to: &writer) } }
    writer.name("newest_file")
    writer.string(orNull: assessment.newest.map { assessment.relativeToSource($0).exactText })
    writer.name("error")
    writer.string(orNull: assessment.problem?.message)
    writer.name("next_action")
    writer.string(orNull: next?.rawValue)
    writer.name("advice")
    if let look {
      writer.array { writer in for one in look.advice { write(one, to: &writer) } }
    } else {
      writer.null()
    }
    writer.name("because_of")
    guard let look else { return writer.null() }
    writer.array { writer in for name in look.becauseOf { writer.string(name) } }
  }

  private static func write(_ package: MissingPackage, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("name")
      writer.string(package.name)
      writer.name("version")
      writer.string(orNull: package.version)
      writer.name("source")
      writer.string(orNull: package.source?.exactText)
    }
  }

  private static func info(_ info: CacheInfo?, to writer: inout JSONWriter) {
    if let info { info.write(to: &writer) } else { writer.null() }
  }

  private static func write(_ change: Change, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("key")
      writer.string(change.key.rawValue)
      writer.name("kind")
      writer.string(change.kind.rawValue)
      writer.name("name")
      writer.string(orNull: change.name)
      writer.name("recorded")
      write(change.recorded, to: &writer)
      writer.name("current")
      write(change.current, to: &writer)
      writer.name("path")
      writer.string(orNull: change.path?.exactText)
    }
  }

  private static func write(_ value: Change.Value?, to writer: inout JSONWriter) {
    switch value {
    case nil: writer.null()
    case .time(let time): time.write(to: &writer)
    case .stamp(let stamp): stamp.write(to: &writer)
    case .text(let text): writer.string(text.string)
    case .json(let json): writer.value(json)
    case .tags(let tags):
      writer.object { writer in
        for tag in tags {
          writer.name(tag.name.string)
          writer.string(tag.value.string)
        }
      }
    }
  }

  private static func summary(_ all: [Assessment], to writer: inout JSONWriter) {
    let states = all.indices.map { all[$0].state }
    writer.object { writer in
      for state in FreshnessState.allCases {
        writer.name(state.rawValue)
        writer.integer(states.count { $0 == state })
      }
    }
  }
}

extension Distribution {
  /// The absolute path of a local source, the URL of any other.
  var sourceText: String? {
    switch origin {
    case .local(let source): source.path?.exactText ?? source.url
    case .remoteArchive(let url), .vcs(let url, _): url
    case .registry, .eggInfo, .eggLink, .unknown: nil
    }
  }
}

extension Assessment {
  /// A path that a key named, as seen from the source; absolute keys come out as `../…`.
  func relativeToSource(_ path: Path) -> Path {
    guard path.isAbsolute, let source = distribution.localSource?.path else { return path }
    return path.relative(to: source)
  }
}
