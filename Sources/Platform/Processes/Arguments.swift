import CSystem

/// The arguments of this process, without the program's name.
package enum Arguments {
  /// Not `CommandLine.arguments`, which is empty where /proc cannot be read.
  ///
  /// Bytes that are not UTF-8 are repaired, as there.
  package static var all: [String] {
    (1..<max(1, Int(argument_count()))).compactMap { index in
      argument_at(CInt(index)).map { String(cString: $0) }
    }
  }
}
