import Glibc

/// The processes that a tracer holds, whatever process groups and sessions they made for themselves.
package enum TracedProcesses {
  /// Kills all that `tracer` traces, and goes on until none is left or five seconds are over.
  ///
  /// The kernel names the tracer of each process, so that no other one can be hit by a number that
  /// is used again.
  package static func kill(tracedBy tracer: pid_t) {
    for _ in 0..<50 {
      let found = traced(by: tracer)
      if found.isEmpty { return }
      for process in found { _ = Glibc.kill(process, SIGKILL) }
      usleep(100_000)
    }
  }

  package static func traced(by tracer: pid_t) -> [pid_t] {
    guard let directory = try? Directory.working.open("/proc"),
      let entries = try? directory.entries()
    else { return [] }
    return entries.compactMap { entry in
      guard let process = pid_t(String(decoding: entry.name.bytes, as: UTF8.self)),
        let status = try? directory.read(entry.name.appending("status")).content
      else { return nil }
      let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
      return lines.contains("TracerPid:\t\(tracer)") ? process : nil
    }
  }
}
