import Foundation
import TestSupport
import Testing

/// tmux: keys go in, the screen comes out.
final class Terminal {
  private let name = "uvfresh-\(UUID().uuidString.prefix(8))"

  static let isThere = Command.find("tmux") != nil

  /// Starts a line of sh in a window of a size.
  init(_ line: String, columns: Int = 80, rows: Int = 24, _ variables: [String: String] = [:])
    throws
  {
    let exports = variables.merging(["LC_ALL": "C.UTF-8"]) { one, _ in one }
      .map { "\($0)='\($1)'; export \($0); " }.joined()
    try tmux(
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "sh", "-c",
      "unset NO_COLOR COLORFGBG; \(exports)\(line); echo \"ended $?\"; stty -a | head -3; exec sleep 1000"
    )
  }

  deinit {
    _ = try? tmux("kill-server")
  }

  @discardableResult
  private func tmux(_ arguments: String...) throws -> String {
    let result = try Command.run(
      ["tmux", "-L", name] + arguments, environment: ["LC_ALL": "C.UTF-8", "TMUX": ""])
    return result.output
  }

  func send(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  /// Many keys at once, faster than anybody types.
  func send(all keys: [String]) throws {
    _ = try Command.run(
      ["tmux", "-L", name, "send-keys"] + keys, environment: ["LC_ALL": "C.UTF-8", "TMUX": ""])
  }

  /// Bytes as they are, as the terminal itself sends them.
  func send(raw text: String) throws {
    try tmux("send-keys", "-l", text)
  }

  /// What was last copied.
  var buffer: String { (try? tmux("show-buffer")) ?? "" }

  /// The screen with its colours, as escape sequences.
  var colors: String { (try? tmux("capture-pane", "-e", "-p")) ?? "" }

  func resize(_ columns: Int, _ rows: Int) throws {
    try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  var screen: String {
    (try? tmux("capture-pane", "-p")) ?? ""
  }

  var process: String {
    (try? tmux("list-panes", "-F", "#{pane_pid}"))?.trimmingCharacters(in: .whitespacesAndNewlines)
      ?? ""
  }

  /// Waits until the screen is as wanted; it never sleeps longer than it must.
  func wait(
    _ what: String, seconds: Double = 15, sourceLocation: SourceLocation = #_sourceLocation,
    until isReached: (String) -> Bool
  ) throws {
    let end = Date().addingTimeInterval(seconds)
    var last = ""
    while Date() < end {
      last = screen
      if isReached(last) { return }
      usleep(20_000)
    }
    Issue.record("never came: \(what)\n\(last)", sourceLocation: sourceLocation)
    throw Never.came
  }

  func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try wait(text, sourceLocation: sourceLocation) { $0.contains(text) }
  }

  enum Never: Error {
    case came
  }
}
