import Glibc
import Inspector
import Platform
import UV

/// The user's settings of this program, `uvfresh/config.toml` at the XDG place.
enum PreferencesFile {
  /// The defaults if there is no file.
  static func read(_ variables: ProcessEnvironment) throws -> Preferences {
    guard let base = XDG.config(variables) else { return Preferences() }
    let path = base.appending("uvfresh/config.toml")
    let content: [UInt8]?
    do throws(FileError) {
      content = try Directory.working.readIfPresent(path, limit: 1 << 20)
    } catch {
      // A home that is not a directory holds no settings.
      if error.isNotFound || error.code == ENOTDIR { return Preferences() }
      throw Failure(message: "\(path.shown): \(error.reason)")
    }
    guard let content else { return Preferences() }
    do throws(Preferences.Mistake) {
      return try Preferences(content)
    } catch {
      throw Failure(message: "\(path.shown) line \(error.line): \(error.message)")
    }
  }
}
