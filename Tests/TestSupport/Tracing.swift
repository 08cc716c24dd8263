/// Running programs under strace.
public enum Tracing {
  /// Whether strace is there and allowed to trace.
  public static let isPossible =
    (try? Command.run(["strace", "-f", "-o", "/dev/null", "true"]))?.status == 0
}
