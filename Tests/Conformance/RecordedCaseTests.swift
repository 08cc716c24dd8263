import Formats
import Foundation
import Platform
import TestSupport
import Testing
import UV

/// Every recorded case of uv's behaviour, computed here.
@Suite
struct RecordedCaseTests {
  static let releases = [UVRelease(0, 13, 9), UVRelease(0, 12, 5)]

  @Test func theCasesAreThere() {
    #expect(RecordedCase.all.count >= 500)
  }

  // MARK: - Globs

  @Test(arguments: RecordedCase.ofKind("glob").filter { !$0.runsAsSomebodyElse })
  func glob(_ test: RecordedCase) throws {
    let site = try test.build()
    var matched: [Path] = []
    let project = Path(site.project)
    let result = compute(test, site) {
      matched.append(project.appending($0.path.bytes).relative(to: project))
    }
    switch result {
    case .failure(let failure):
      let wanted = try #require(test.fields["error"]?.text, "\(failure)")
      guard case .badGlob(let bad) = failure else {
        Issue.record("\(failure)")
        return
      }
      #expect(wanted.contains(bad.reason), "\(bad) is not \(wanted)")
    case .success(let computed):
      if test.fields["reported"] != nil {
        // Of two links to one file either may be named.
        #expect(texts(test.fields["matched"]).contains(computed.newest?.utf8Text ?? ""))
      }
      let names = texts(test.fields["matched"]).map { Array($0.utf8) }
      let wanted = Set(
        (names + texts(test.fields["matched_hex"]).map(bytes(fromHex:)))
          .map { project.appending($0).relative(to: project) })
      #expect(test.fields["error"] == nil)
      #expect(Set(matched) == wanted, "\(test.note)")
    }
  }

  // MARK: - Records and checks

  @Test(arguments: RecordedCase.ofKind("record").filter { !$0.runsAsSomebodyElse }, releases)
  func record(_ test: RecordedCase, _ release: UVRelease) throws {
    let site = try test.build()
    let outcome = test.outcome(of: release)
    let result = compute(test, site, rules: Rules(release))
    if let computed = outcome["computed"] {
      try expect(result, equals: computed, site, test)
    } else if let check = outcome["check"] {
      try expect(result, matches: check, site, test)
    } else {
      switch result {
      case .success(let computed): Issue.record("\(computed.info) where uv fails: \(test.note)")
      case .failure: break
      }
    }
  }

  @Test(arguments: RecordedCase.ofKind("check").filter { !$0.runsAsSomebodyElse })
  func check(_ test: RecordedCase) throws {
    let site = try test.build()
    let result = compute(test, site)
    if let check = test.fields["check"] {
      try expect(result, matches: check, site, test)
    } else {
      #expect(throws: ComputationFailure.self) { try result.get() }
    }
  }

  // MARK: - The wire

  @Test(arguments: RecordedCase.ofKind("wire"))
  func wire(_ test: RecordedCase) throws {
    let site = try test.build()
    site.tree.makeDirectory("proj/d")
    let current = try compute(test, site).get().info
    let file = try Directory.working.status(of: Path("\(site.project)/m1.txt")).changed
    let directory = try Directory.working.status(of: Path("\(site.project)/d"))
    guard var text = test.fields["uv_cache_json"]?.text else {
      #expect(test.fields["verdict"]?.text != "Requirement already installed")
      return
    }
    for (name, value) in [
      ("@SECS@", file.seconds), ("@NANOS@", UInt64(file.nanoseconds)),
      ("@SECS+1@", file.seconds + 1),
      ("@SECS-1@", file.seconds - 1), ("@NANOS+1@", UInt64(file.nanoseconds) + 1),
      ("@BSECS@", directory.born?.seconds ?? 0),
      ("@BNANOS@", UInt64(directory.born?.nanoseconds ?? 0)),
      ("@INODE@", directory.inode),
    ] { text = text.replacingOccurrences(of: name, with: String(value)) }
    #expect(!text.contains("@"), "a placeholder was not filled: \(text)")
    var reader = RecordReader(rules: .latest)
    switch Result(catching: { () throws(JSONError) in try reader.read(Array(text.utf8)) }) {
    case .success(let recorded):
      #expect(test.fields["error"] == nil, "uv refuses \(text)")
      let verdict =
        recorded == current
        ? "Requirement already installed" : "Requirement installed, but not fresh"
      #expect(verdict == test.fields["verdict"]?.text, "\(test.note)")
    case .failure(let error): #expect(test.fields["error"] != nil, "uv takes \(text): \(error)")
    }
  }

  // MARK: - Somebody else

  /// Cases recorded without the right to look past permissions: asked of the built program.
  @Test(
    .enabled(if: Command.find("setpriv") != nil && getuid() == 0, "only root can give rights up"),
    arguments: RecordedCase.all.filter(\.runsAsSomebodyElse))
  func asSomebodyElse(_ test: RecordedCase) throws {
    let site = try test.build()
    let result = try Command.run(
      [
        "setpriv", "--bounding-set=-dac_override,-dac_read_search",
        "--inh-caps=-dac_override,-dac_read_search", Built.program, "keys", site.project,
        "--format",
        "json", "--uv-version", "latest",
      ])
    let report = try JSONValue.read(Array(result.output.utf8))
    if let wanted = test.fields["matched"], case .array(let entries) = report["entries"] ?? .null {
      let matches = entries.filter { $0["glob"] == .boolean(true) }.flatMap { texts($0["matches"]) }
      #expect(Set(matches) == Set(texts(wanted)), "\(test.note)")
    }
    if let wanted = test.fields["computed"] {
      let current = report["current"] ?? .null
      // Null stands for no record, which is what nothing computed comes to.
      let nothing = JSONValue.object([
        .init("env", .object([])), .init("directories", .object([])),
      ])
      let wanted = wanted == .null ? nothing : wanted
      for name in ["timestamp", "commit", "tags", "env", "directories"] {
        #expect(
          isEqual(current[name] ?? .null, wanted[name] ?? .null, site), "\(name): \(test.note)")
      }
    }
    if let newest = test.fields["check"]?["newest"] {
      #expect(report["newest_file"] == newest, "\(test.note)")
    }
    #expect((report["error"] == .null) == (test.fields["error"] == nil), "\(test.note)")
  }

  // MARK: - Help

  private func compute(
    _ test: RecordedCase, _ site: Site, rules: Rules = .latest, observe: ((KeyMatch) -> Void)? = nil
  ) -> Result<ComputedInfo, ComputationFailure> {
    let computer = CacheInfoComputer(rules: rules, environment: test.environment)
    return Result { () throws(ComputationFailure) in
      try computer.compute(Path(site.project), observe: observe)
    }
  }

  private func expect(
    _ result: Result<ComputedInfo, ComputationFailure>, equals wanted: JSONValue, _ site: Site,
    _ test: RecordedCase
  ) throws {
    let info = try result.get().info
    if wanted == .null {
      #expect(info.isEmpty, "\(test.note)")
      return
    }
    let mine = try JSONValue.read(info.written)
    for name in ["timestamp", "commit", "tags", "env", "directories"] {
      let (mine, wanted) = (mine[name] ?? .null, wanted[name] ?? .null)
      #expect(isEqual(mine, wanted, site), "\(name): \(mine) is not \(wanted): \(test.note)")
    }
  }

  private func expect(
    _ result: Result<ComputedInfo, ComputationFailure>, matches check: JSONValue, _ site: Site,
    _ test: RecordedCase
  ) throws {
    let computed = try result.get()
    if case .string(let newest) = check["newest"] ?? .null {
      #expect(computed.newest?.normalized == Path(newest).normalized, "\(test.note)")
    }
  }

  /// `ctime:FILE`, `btime:DIR` and `inode:DIR` stand for what the files have here.
  private func isEqual(_ mine: JSONValue, _ wanted: JSONValue, _ site: Site) -> Bool {
    switch wanted {
    case .string(let text):
      if mine.text == text { return true }
      let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return false }
      return parts[1].split(separator: "|").contains { name in
        let path = Path(site.project).appending(site.filled(String(name.drop { $0 == "@" })))
        guard let status = try? Directory.working.status(of: path) else { return false }
        var writer = JSONWriter()
        switch parts[0] {
        case "ctime": status.changed.write(to: &writer)
        case "btime": status.born?.write(to: &writer)
        default: writer.integer(status.inode)
        }
        return (try? JSONValue.read(writer.bytes)) == mine
      }
    case .object(let members):
      guard case .object(let others) = mine, members.count == others.count else { return false }
      return zip(members, others).allSatisfy { wanted, mine in
        site.filled(wanted.name) == mine.name && isEqual(mine.value, wanted.value, site)
      }
    default: return mine == wanted
    }
  }

  private func texts(_ value: JSONValue?) -> [String] {
    guard case .array(let elements) = value ?? .null else { return [] }
    return elements.compactMap(\.text)
  }
}
