import Freshness
import Platform
import Reinstall
import UV

/// Something that must be done outside of the state.
///
/// There are two kinds, since two places carry them out: workers, which never block a key, and the
/// loop, which owns the terminal.
package enum Effect: Hashable, Sendable {
  case work(Work)
  case terminal(TerminalRequest)
}

/// Done on a thread of its own; answers with actions.
package enum Work: Hashable, Sendable {
  case survey
  /// Compute these installs again.
  case assess([Path])
  /// Look more closely at the install in view.
  case examine(Path)
  /// Look more closely at these installs in the background.
  case glance([Path])
  /// What a pattern would bring in for an install; only the latest counts.
  case tryGlob(Path, String)
  /// Make a plan for these installs, to be confirmed; answers with the question's number.
  case plan([Path], question: Int)
  /// Make a plan for these installs, to be copied.
  case planToCopy([Path])
  case run(ReinstallPlan)
  /// Find out whether the record of an install that does not parse can be removed, to be confirmed.
  case planRemoval(Path, question: Int)
  case removeRecord(RecordRemoval)
  /// Stop the reinstall or the traced build that runs.
  case cancel
  /// Make the edit that would write keys to an install's project, to be confirmed.
  case planKeys(Path, WantedKeys, question: Int)
  case writeKeys(ManifestFix, of: Path)
  /// Compare a file of an install with what is installed and with HEAD.
  case compare(Path, of: Path, question: Int)
  /// Find out how an install's project would be traced, to be confirmed.
  case planTrace(Path, question: Int)
  case trace(Path)
  /// Which environments there are.
  case findEnvironments
  /// Find them, and count in each what is not fresh.
  case countEnvironments
  /// Look at another environment.
  case open(Path)
}

/// Done at once by the loop, which owns the terminal.
package enum TerminalRequest: Hashable, Sendable {
  /// `name` says what it is, for the message that it was copied.
  case copy(String, name: String)
  /// Open a file in the user's editor; answers `cameBack` when it has ended.
  case edit(Path, line: Int?)
  case ring
  case redraw
  case suspend
  case quit
}
