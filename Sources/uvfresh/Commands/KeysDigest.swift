import Freshness
import Platform
import UV

/// `keys --digest`: one line, or a failure, never a hash that leaves something out.
enum KeysDigest {
  static func print(_ report: KeyReport, named project: String) throws {
    do throws(KeyDigest.Failure) {
      StandardStream.output("\(try KeyDigest.of(report))\n")
    } catch {
      throw Failure(message: "no digest of \(project): \(error.message)")
    }
    if report.computed?.info.isEmpty == true {
      StandardStream.error("warning: no key of \(project) matches anything\n")
    }
  }
}
