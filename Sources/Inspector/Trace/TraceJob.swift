import Freshness
import Platform
import Reinstall
import UV

/// A traced build that is going on.
package struct TraceJob: Hashable, Sendable {
  let id: Path
  let name: String
  let began: Double
  package internal(set) var isCancelling = false
}

extension InspectorState {
  /// Why a traced build cannot begin for the selected package.
  var traceObstacle: String? {
    guard let source = list.selectedItem?.distribution.localSource, source.kind != .archive else {
      return "only what comes from a directory can be traced"
    }
    return workObstacle
  }

  /// Why nothing else can be started; nil if nothing runs.
  var workObstacle: String? {
    guard isWorking else { return nil }
    return (trace == nil ? "a reinstall is running" : "a trace is running")
      + bindings.hint(.cancel, "cancels it", style: .after)
  }

  mutating func startTrace(_ id: Path, _ command: String) -> [Effect] {
    guard let name = list.items.first(where: { $0.id == id })?.distribution.name else { return [] }
    trace = TraceJob(id: id, name: name, began: now)
    detail.traces[id] = nil
    list.change(id) { item in
      item.activity = .running(since: now)
      item.lastRun = ListState.LastRun(command: command, kind: .trace)
    }
    log.append(.command, command, of: name, at: moment)
    log.follow()
    detail.touch()
    return [.work(.trace(id))]
  }

  /// Shows what was seen, unless the user looks at something else by now.
  mutating func traceEnded(_ id: Path, _ result: Result<TraceReport, TraceFailure>) -> [Effect] {
    let name = trace?.name ?? ""
    let seconds = trace.map { now - $0.began }
    trace = nil
    log.isShown = true
    var outcome = ListState.LastRun.Outcome.done
    switch result {
    case .success(let report):
      detail.traces[id] = report
      switch report.outcome {
      case .built:
        let words = TraceWords.summary(report)
        log.append(.success, words, of: name, at: moment)
        toast("\(name): \(words)")
      case .failed(let status): outcome = .failed("uv failed with exit status \(status)")
      case .cancelled: outcome = .cancelled
      }
    case .failure(let failure): outcome = .failed(failure.message)
    }
    list.change(id) { item in
      item.activity = .none
      item.lastRun?.outcome = outcome
      item.lastRun?.seconds = seconds
    }
    switch outcome {
    case .cancelled: log.append(.warning, "the trace was cancelled", of: name, at: moment)
    case .failed(let reason):
      let line = list.items.first { $0.id == id }?.lastRun?.reason ?? reason
      toasts.add("the trace failed: \(line)", isError: true, at: now)
      log.append(.failure, "the trace failed: \(line)", of: name, at: moment)
    case .done, .running:
      if list.selected == id, overlay == nil {
        detail.show(.keys)
        detail.touch()
        refreshDetail()
        // Below a long list of keys it would be out of view.
        detail.begin(at: DetailBuilder.tracedTitle)
      }
    }
    detail.touch()
    arrange()
    return []
  }
}

/// What a trace came to, in words.
enum TraceWords {
  static func summary(_ report: TraceReport) -> String {
    let count = report.files.read.count
    let files = "its build reads \(Counted.text(count, "file"))"
    if report.unwatched.isEmpty { return "\(files), and the keys watch what they must" }
    return "\(files); no key watches \(report.unwatched.count) of them"
  }
}
