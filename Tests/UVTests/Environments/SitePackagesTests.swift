import Foundation
import Platform
import TestSupport
import Testing
import UV

/// What becomes of each kind of entry, as uv takes it (skipped, warned of, fatal, or an install).
@Suite struct SitePackagesTests {
  private let tree = TemporaryTree()

  private func read() throws -> [SitePackages.Reading] {
    let site = try #require(try SitePackages(Path(tree.path)))
    return site.entries.map { site.read($0) }
  }

  private func only() throws -> Distribution {
    let all = try read()
    #expect(all.count == 1)
    guard case .distribution(let found)? = all.first else {
      throw CocoaError(.featureUnsupported)
    }
    return found
  }

  @Test(arguments: [
    ("Foo_Bar-1.0-2.dist-info", "foo-bar", "1.0.post2"), ("a-1.0.dist-info", "a", "1.0"),
  ])
  func registryInstalls(_ directory: String, _ name: String, _ version: String) throws {
    tree.makeDirectory(directory)
    let found = try only()
    #expect((found.name, found.version) == (name, version))
    #expect(found.origin == .registry)
    #expect(found.fault == nil)
  }

  @Test(arguments: [".foo-1.0.dist-info", "foo-bar-1.0.dist-info", "foo-xx.egg-info"])
  func namesThatStopUV(_ directory: String) throws {
    tree.makeDirectory(directory)
    let found = try only()
    #expect(found.fault?.path == Path("\(tree.path)/\(directory)"))
    #expect(found.version == nil)
  }

  @Test func entriesThatUVPassesOver() throws {
    tree.write("file-1.0.dist-info", "")
    try tree.shell(
      "mkdir real; ln -s real link-1.0.dist-info; mkfifo fifo-1.0.dist-info; mkdir nodash.dist-info"
    )
    try tree.shell("mkdir $'\\xff-1.0.dist-info' other.txt; mkdir noversion.egg-info")
    for reading in try read() {
      guard case .skipped(nil) = reading else {
        Issue.record("\(reading)")
        continue
      }
    }
  }

  @Test(arguments: ["~foo-1.0.dist-info", "~foo-1.0.egg-info"])
  func leftoversAreWarnedOf(_ directory: String) throws {
    tree.makeDirectory(directory)
    guard case .skipped(let warning?) = try #require(try read().first) else {
      Issue.record("no warning")
      return
    }
    #expect(warning.contains(directory))
  }

  @Test(arguments: ["uv_cache.json", "uv_build.json", "direct_url.json"])
  func recordsThatAreDirectories(_ name: String) throws {
    tree.makeDirectory("a-1.0.dist-info/\(name)")
    #expect(try only().fault?.path == Path("\(tree.path)/a-1.0.dist-info/\(name)"))
  }

  @Test func danglingLinksCountAsAbsent() throws {
    tree.makeDirectory("a-1.0.dist-info")
    try tree.shell("ln -s nowhere a-1.0.dist-info/uv_cache.json")
    #expect(try only().fault == nil)
  }

  @Test(arguments: ["", "{\"url\":", "\u{0}", "{\"url\":\"file:///a\"}"])
  func directURLsThatDoNotParse(_ text: String) throws {
    tree.write("a-1.0.dist-info/direct_url.json", text)
    let found = try only()
    #expect(found.fault != nil)
    #expect(found.origin == .unknown)
    #expect(found.kindName == nil)
  }

  @Test func directURLsThatAreNotUTF8OrEnormous() throws {
    tree.write("a-1.0.dist-info/direct_url.json", Data([0x7B, 0xFF]))
    try tree.shell("mkdir b-1.0.dist-info; truncate -s 1G b-1.0.dist-info/direct_url.json")
    for reading in try read() {
      guard case .distribution(let found) = reading else {
        Issue.record("\(reading)")
        continue
      }
      #expect(found.fault != nil)
    }
  }

  @Test(arguments: [
    (#"{"url":"file:///p","dir_info":{"editable":true}}"#, "editable"),
    (#"{"url":"file:///p","dir_info":{}}"#, "directory"),
    (#"{"url":"file:///p.whl","archive_info":{}}"#, "archive"),
    (#"{"url":"https://e.org/p.whl","archive_info":{}}"#, "url"),
    (#"{"url":"https://e.org/r","vcs_info":{"vcs":"git","commit_id":"1"}}"#, "vcs"),
    (#"{"url":"no url","dir_info":{}}"#, "registry"),
  ])
  func kinds(_ text: String, _ kind: String) throws {
    tree.write("a-1.0.dist-info/direct_url.json", text)
    #expect(try only().kindName == kind)
  }

  @Test func eggs() throws {
    tree.write("one-1.0-py3.11.egg-info", "")
    tree.write("two.egg-info/PKG-INFO", "Metadata-Version: 1.0\nName: Two\nVersion: 2.0\n")
    tree.write("src/three.egg-info/PKG-INFO", "Name: three\nVersion: 3.0\n")
    tree.write("three.egg-link", "\(tree.path)/src\n.\n")
    let found = try read().compactMap { reading -> String? in
      guard case .distribution(let one) = reading else { return nil }
      return "\(one.name) \(one.version ?? "-") \(one.kindName ?? "-")"
    }
    #expect(found == ["one 1.0 egg-info", "three 3.0 egg-link", "two 2.0 egg-info"])
  }

  /// Whether uv replaces a registry install is asked only where it is shown.
  @Test(
    arguments: [
      (nil, true, true), (nil, false, false), ("dir_info", false, true), ("dir_info", true, true),
    ] as [(String?, Bool, Bool)])
  func wheels(_ source: String?, _ registryWheels: Bool, _ isRead: Bool) throws {
    tree.write("p-1.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
    if let source {
      tree.write("p-1.dist-info/direct_url.json", #"{"url": "file:///x", "\#(source)": {}}"#)
    }
    let site = try #require(try SitePackages(Path(tree.path)))
    let entry = try #require(site.entries.first)
    let extent = SitePackages.Extent(registryWheels: registryWheels)
    guard case .distribution(let distribution) = site.read(entry, extent) else {
      Issue.record("it is a distribution")
      return
    }
    #expect((distribution.wheelTags != nil) == isRead)
  }

  @Test func aMissingDirectoryIsAnEmptyOne() throws {
    #expect(try SitePackages(Path("\(tree.path)/nope")) == nil)
  }
}
