import CNcurses
import Freshness
import Glibc
import Inspector
import Platform
import UV

/// The inspector on a real terminal: one loop over keys, signals and what workers post.
package struct InspectorSession {
  package enum Failure: Error {
    /// The terminal cannot be used.
    case noTerminal
  }

  private let queue: MessageQueue
  private let runner: EffectRunner
  private var screen: TerminalScreen
  private var state: InspectorState
  private var isDone = false
  /// Whether keys wait that the terminal library has read already.
  private var hasMoreKeys = false
  private let began: Double

  /// Runs until the user quits or the terminal goes away; the terminal is restored then.
  package static func run(_ setup: InspectorSetup) throws(Failure) {
    guard let queue = MessageQueue(),
      let screen = TerminalScreen(
        wantsColor: setup.screen.wantsColor, wantsMouse: setup.screen.wantsMouse,
        background: setup.background)
    else { throw .noTerminal }
    _ = terminal_catch_signals(queue.pipe.writeEnd)
    var session = InspectorSession(setup, queue: queue, screen: screen)
    session.loop()
    session.screen.leave()
  }

  private init(_ setup: InspectorSetup, queue: MessageQueue, screen: TerminalScreen) {
    self.queue = queue
    self.screen = screen
    runner = EffectRunner(setup, queue: queue)
    let size = screen.size
    state = InspectorState(
      columns: size.columns, rows: size.rows, isUTF8: setup.screen.isUTF8, environment: setup.name,
      began: .now)
    state.list.scope = setup.preferences.scope
    state.list.sortKey = setup.preferences.sort
    state.panes.split = setup.preferences.split
    state.detail.tab = setup.preferences.tab
    state.bindings = setup.preferences.bindings
    began = MonotonicClock.seconds
  }

  private mutating func loop() {
    state.environment.isScanning = true
    screen.draw(InspectorFrame.view(state))
    perform([.work(.survey)])
    screen.askForBackground(runner.variables.nonEmpty("TERM") ?? "")
    while !isDone {
      wait()
      _ = apply(.time(MonotonicClock.seconds - began))
      for action in queue.take() { perform(apply(action)) }
      takeKeys()
      if !isDone { screen.draw(InspectorFrame.view(state)) }
    }
    runner.end()
  }

  /// Keys that have come, but never for so long that the screen seems to stand.
  private mutating func takeKeys() {
    let end = MonotonicClock.seconds + 0.03
    while !isDone, let key = screen.nextKey() {
      perform(apply(.key(key)))
      if MonotonicClock.seconds > end {
        hasMoreKeys = true
        return
      }
    }
    hasMoreKeys = false
  }

  private mutating func apply(_ event: Event) -> [Effect] {
    update(&state, event)
  }

  // MARK: - Waiting

  /// Sleeps until a key, a signal, a message, or the moment at which the screen changes by itself.
  private mutating func wait() {
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: queue.pipe.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    var timeout: CInt = hasMoreKeys ? 0 : -1
    let deadlines = [state.nextDeadline.map { $0 + began }, screen.deadline].compactMap { $0 }
    if !hasMoreKeys, let next = deadlines.min() {
      timeout = CInt(max(0, ((next - MonotonicClock.seconds) * 1000).rounded(.up)))
    }
    if poll(&descriptors, 2, timeout) < 0 { return }
    if descriptors[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { isDone = true }
    if descriptors[1].revents != 0 { for number in queue.pipe.drain() { signal(CInt(number)) } }
  }

  private mutating func signal(_ number: CInt) {
    switch number {
    case SIGINT, SIGTERM, SIGHUP, SIGQUIT: isDone = true
    case SIGWINCH, SIGCONT:
      let size = screen.size
      screen.resize(columns: size.columns, rows: size.rows)
      _ = apply(.resized(columns: size.columns, rows: size.rows))
    case SIGTSTP: suspend()
    default: break
    }
  }

  // MARK: - Effects

  private mutating func perform(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .work(let work): runner.run(work, state)
      case .terminal(let request): perform(request)
      }
    }
  }

  private mutating func perform(_ request: TerminalRequest) {
    switch request {
    case .quit: isDone = true
    case .ring: terminal_ring()
    case .redraw: screen.invalidate()
    case .suspend: suspend()
    case .edit(let path, let line): edit(path, line: line)
    case .copy(let text, let name):
      copy(text, name: name)
    }
  }

  private mutating func copy(_ text: String, name: String) {
    let (way, isCut) = Clipboard.way(text, variables: runner.variables)
    let name = isCut ? "the first part of \(name), which is too long for a terminal" : name
    switch way {
    case .sequence(let bytes):
      screen.send(bytes)
      perform(apply(.copied(name)))
    case .tmux(let bytes): runner.copy(bytes, name: name)
    case .none(let reason): perform(apply(.failed("\(name) is not copied: \(reason)")))
    }
  }

  /// Back to a sane shell; when it brings us to the front again, everything is drawn again.
  private mutating func suspend() {
    screen.leave()
    terminal_stop_group()
    comeBack()
  }

  private mutating func comeBack() {
    terminal_resume()
    let size = screen.size
    screen.resize(columns: size.columns, rows: size.rows)
    _ = apply(.resized(columns: size.columns, rows: size.rows))
  }

  private mutating func edit(_ path: Path, line: Int?) {
    if let obstacle = Editor.obstacle(to: path) {
      perform(apply(.failed(obstacle)))
      return
    }
    screen.leave()
    let failure = Editor.open(path, line: line, variables: runner.variables)
    comeBack()
    if let failure { perform(apply(.failed(failure))) }
    perform(apply(.cameBack))
  }
}
