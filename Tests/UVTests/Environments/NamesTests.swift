import Platform
import Testing
import UV

@Suite struct NamesTests {
  @Test(arguments: [
    ("Foo.Bar_baz", "foo-bar-baz"), ("a--b__c..d", "a-b-c-d"), ("A", "a"), ("x1", "x1"),
  ])
  func names(_ text: String, _ normalized: String) {
    #expect(PackageName(text)?.normalized == normalized)
  }

  @Test(arguments: ["", "-a", "a-", ".a", "a b", "é", "a/b", "_"])
  func notNames(_ text: String) {
    #expect(PackageName(text) == nil)
  }

  @Test(arguments: [
    ("1.0", "1.0"), ("1.0-2", "1.0.post2"), ("v1.2.3", "1.2.3"), ("1.0alpha1", "1.0a1"),
    ("1.0-preview_2", "1.0rc2"), ("1!2.0", "1!2.0"), ("0!2.0", "2.0"), ("1.01", "1.1"),
    ("1.0.dev", "1.0.dev0"), ("1.0.post", "1.0.post0"), ("1.0.r4", "1.0.post4"),
    ("1.0+Ubuntu-1_x", "1.0+ubuntu.1.x"), (" 1.0 ", "1.0"),
    ("1.0c1.post2.dev3", "1.0rc1.post2.dev3"),
    ("2026.5.20", "2026.5.20"), ("1.0+001", "1.0+1"),
  ])
  func versions(_ text: String, _ normalized: String) {
    #expect(PackageVersion(text)?.normalized == normalized)
  }

  @Test(arguments: [
    "", "xx", "bar-1.0", "1.0-", "1.0+", "1..0", "1.0+a+b", "99999999999999999999999",
  ])
  func notVersions(_ text: String) {
    #expect(PackageVersion(text) == nil)
  }

  @Test(arguments: [
    ("file:///srv/p1", "/srv/p1"), ("file:///srv/p1/", "/srv/p1"), ("file://localhost/a", "/a"),
    ("file:///a%20b/%C3%A9", "/a b/é"), ("file:///a%2", "/a%2"), ("file:///a/../b/./c", "/b/c"),
    ("file:/x", "/x"), ("FILE:///x", "/x"), ("file:///a#b", "/a"), ("file:///a?b", "/a"),
    ("file:///a\\b", "/a/b"), ("file:///a%23b%3F", "/a#b?"), ("file:///漢", "/漢"), ("file:///", "/"),
    ("file:///a/%2e%2E/b", "/b"), (" file:///x\n", "/x"),
  ])
  func paths(_ url: String, _ path: String) {
    #expect(SourceURL(url) == .path(Path(path)))
  }

  @Test func bytesOfAPathNeedNotBeUTF8() {
    #expect(SourceURL("file:///%FF") == .path(Path([0x2F, 0xFF])))
  }

  @Test(arguments: ["file://server/a", "file://", "file:"])
  func foreign(_ url: String) {
    #expect(SourceURL(url) == .foreignFile)
  }

  @Test(arguments: ["https://example.org/a.whl", "git+ssh://git@example.org/r"])
  func remote(_ url: String) {
    #expect(SourceURL(url) == .remote)
  }

  @Test(arguments: ["", "/srv/p1", "no url", "http://", "1a:b"])
  func notURLs(_ url: String) {
    #expect(SourceURL(url) == nil)
  }
}
