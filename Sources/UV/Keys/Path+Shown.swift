import Platform

extension Path {
  /// The path for people, with what is not text made visible.
  package var shown: String {
    VisibleText.of(bytes: bytes)
  }

  /// The path for programs: UTF-8 as it is, other bytes as `\xNN`.
  package var exactText: String {
    VisibleText.exactly(bytes)
  }
}
