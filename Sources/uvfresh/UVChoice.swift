import Freshness
import Platform
import UV

/// Which uv is meant, and whose rules hold.
struct UVChoice {
  /// `--uv`, or what the user's settings say.
  var program: String?
  /// A release, `auto` or `latest`.
  var version = "auto"
  /// `--cache-dir`.
  var cacheDirectory: String?

  /// The rules in force; without any uv the newest known.
  func rules(environmentRoot: Path?, variables: ProcessEnvironment) throws -> Rules {
    switch version {
    case "latest": return .latest
    case "auto":
      do throws(UVProgram.Failure) {
        let places = UVProgram.Places(named: program, environmentRoot: environmentRoot)
        return try UVProgram.find(places, variables: variables).rules
      } catch {
        if program == nil { return .latest }
        throw Failure(message: error.message)
      }
    default:
      guard let release = UVRelease(version) else {
        throw Failure(message: "--uv-version \(version): expected X.Y.Z, `auto` or `latest`")
      }
      return Rules(min(release, Rules.latestRelease))
    }
  }
}
