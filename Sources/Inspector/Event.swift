import Freshness
import Platform
import Reinstall
import UV

/// Something that happened.
package enum Event: Sendable {
  case key(Key)
  case resized(columns: Int, rows: Int)
  /// Seconds, from the moment at which the inspector began.
  case time(Double)

  case installed([Distribution], warnings: [String])
  case assessed([Assessment])
  case surveyed
  case surveyFailed(String)
  case examined(Explanation)
  /// What a closer look at installs in the background brought.
  case glanced([Path: Glance])
  case globTried(TriedGlob)

  /// What a question asked for, by its number.
  case answered(Answer, question: Int)
  case planToCopy(ReinstallPlan)
  case stepStarted(Path, command: String)
  case output(String)
  case stepFinished(Path, name: String, StepResult)
  case batchFinished

  /// The removal of a record has ended; with what its program printed.
  case recordRemoved(RecordRemoval, RecordRemoval.Outcome, output: [String])

  /// A traced build has ended.
  case traceEnded(Path, Result<TraceReport, TraceFailure>)
  /// The keys of the project behind an install were written.
  case keysWritten(Path)

  /// Something behind these installs changed.
  case changed([Path])
  /// Installs or settings changed.
  case environmentChanged
  /// Whether changes must be looked for, because the system does not tell.
  case polling(Bool)

  case environmentsFound([EnvironmentSummary])
  case environmentCounted(EnvironmentSummary)
  case environmentsCounted
  /// Another environment is looked at now.
  case opened(EnvironmentName)

  /// What was put on the clipboard, in a few words.
  case copied(String)
  /// The editor, or another program in front, has ended: the files may be others.
  case cameBack
  case failed(String)
  /// Something for the log that stops nobody.
  case warned(String)
}

/// What an open question was waiting for.
package enum Answer: Sendable {
  case plan(ReinstallPlan)
  case removal(Result<RecordRemoval, RecordRemoval.Refusal>)
  case fix(Result<ManifestFix, FixRefusal>)
  case comparison(FileComparison)
  /// The command, or why it cannot be run.
  case trace(Result<String, TraceQuestion.Refusal>)
}
