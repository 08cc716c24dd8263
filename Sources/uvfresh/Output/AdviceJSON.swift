import Formats
import Freshness
import Platform
import UV

extension SurveyJSON {
  /// One piece of advice; every member is always present.
  static func write(_ advice: Advice, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("code")
      writer.string(advice.code.rawValue)
      writer.name("level")
      writer.string(advice.level.rawValue)
      writer.name("message")
      writer.string(advice.message)
      writer.name("paths")
      writer.array { writer in for path in advice.paths { writer.string(path.exactText) } }
      writer.name("suggestion")
      writer.string(orNull: advice.suggestion)
      writer.name("command")
      writer.string(orNull: advice.command)
    }
  }
}
