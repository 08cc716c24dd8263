import Formats
import Freshness
import Platform
import UV

/// `what-if` for people and for programs.
struct WhatIfOutput {
  let style: Style
  /// Paths below are shown relative to it.
  let base: Path

  private static let limit = 3

  func text(_ found: WhatIf) -> DisplayText {
    var text: DisplayText = ""
    for hit in found.hits {
      let name = hit.assessment.distribution.name
      let end = hit.turns ? "would turn stale" : "is \(hit.assessment.state.rawValue) already"
      let paint: Style.Paint = hit.turns ? .yellow : .grey
      text += "\(style.paint("\(name)", .bold)) \(style.paint("\(end)", paint))\n"
      for key in hit.keys {
        text += "  \(key.key?.toml ?? "the archive itself")  \(names(key.paths))\n"
      }
    }
    if found.hits.isEmpty { text += "no package would turn stale\n" }
    for place in found.places {
      text +=
        style.paint(
          "\(place.package): \(place.key.toml) watches whether \(shown(place.path)) is made, removed or"
            + " replaced, not what is in it", .grey) + "\n"
    }
    let told = Set(found.places.map(\.path))
    let unwatched = found.unwatched.filter { !told.contains($0) }
    if !unwatched.isEmpty {
      text += style.paint("no key watches \(names(unwatched))", .grey) + "\n"
    }
    return text
  }

  private func names(_ paths: [Path]) -> String {
    let shown = paths.prefix(Self.limit).map { self.shown($0) }.joined(separator: ", ")
    let more = paths.count - Self.limit
    return shown + Counted.more(more)
  }

  private func shown(_ path: Path) -> String {
    path.bytes.starts(with: base.bytes + [UInt8(ascii: "/")])
      ? path.relative(to: base).shown : path.shown
  }

  func json(_ found: WhatIf, _ survey: Survey, given: [Path]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      SurveyJSON.head(survey, to: &writer)
      writer.name("paths")
      writer.array { writer in for path in given { writer.string(path.exactText) } }
      writer.name("packages")
      writer.array { writer in
        for hit in found.hits { writer.object { writer in write(hit, to: &writer) } }
      }
      writer.name("unwatched")
      writer.array { writer in for path in found.unwatched { writer.string(path.exactText) } }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func write(_ hit: WhatIf.Hit, to writer: inout JSONWriter) {
    let distribution = hit.assessment.distribution
    writer.name("name")
    writer.string(distribution.name)
    writer.name("dist_info")
    writer.string(distribution.path.exactText)
    writer.name("source")
    writer.string(orNull: distribution.sourceText)
    writer.name("state")
    writer.string(hit.assessment.state.rawValue)
    writer.name("would_be")
    writer.string(hit.turns ? "stale" : hit.assessment.state.rawValue)
    writer.name("keys")
    writer.array { writer in
      for key in hit.keys {
        writer.object { writer in
          writer.name("key")
          writer.string(orNull: key.key?.toml)
          writer.name("paths")
          writer.array { writer in for path in key.paths { writer.string(path.exactText) } }
        }
      }
    }
  }
}
