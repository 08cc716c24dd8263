import Formats
import Testing
import UV

@Suite struct DirectURLTests {
  @Test(arguments: [
    (#"{"url":"file:///a","dir_info":{}}"#, DirectURL.Kind.directory(editable: nil)),
    (#"{"url":"file:///a","dir_info":{"editable":true}}"#, .directory(editable: true)),
    (#"{"url":"file:///a","dir_info":{"editable":false,"x":1}}"#, .directory(editable: false)),
    (#"{"url":"file:///a","dir_info":{"editable":null}}"#, .directory(editable: nil)),
    (#"{"url":"file:///a","archive_info":{},"dir_info":{}}"#, .directory(editable: nil)),
    (#"{"url":"file:///a","archive_info":{"hash":"sha256=0","hashes":{"sha256":"0"}}}"#, .archive),
    (#"{"url":"file:///a","dir_info":{"editable":"yes"},"archive_info":{}}"#, .archive),
    (
      #"{"url":"https://e.org/r","vcs_info":{"vcs":"git","commit_id":"1","requested_revision":null}}"#,
      .vcs(system: "git", commit: "1", requestedRevision: nil)
    ),
  ])
  func reads(_ text: String, _ kind: DirectURL.Kind) throws {
    #expect(try DirectURL(Array(text.utf8)).kind == kind)
  }

  @Test func keepsURLAndSubdirectory() throws {
    let direct = try DirectURL(
      Array(#"{"url":"file:///a%20b","dir_info":{},"subdirectory":"sub"}"#.utf8))
    #expect(direct.url == "file:///a%20b")
    #expect(direct.subdirectory == "sub")
  }

  @Test(arguments: [
    "", "{", "[]", "{}", #"{"url":"file:///a"}"#, #"{"dir_info":{}}"#, #"{"url":1,"dir_info":{}}"#,
    #"{"url":"file:///a","url":"file:///b","dir_info":{}}"#,
    #"{"url":"file:///a","dir_info":{"editable":true,"editable":true}}"#,
    #"{"url":"file:///a","dir_info":[]}"#, #"{"url":"file:///a","dir_info":{}} x"#,
    "\u{FEFF}" + #"{"url":"file:///a","dir_info":{}}"#,
    #"{"url":"e","vcs_info":{"vcs":"cvs","commit_id":"1"}}"#,
    #"{"url":"file:///a","archive_info":{"hash":1}}"#,
    #"{"url":"file:///a","dir_info":{},"subdirectory":1}"#,
  ])
  func refuses(_ text: String) {
    #expect(throws: JSONError.self) { try DirectURL(Array(text.utf8)) }
  }
}
