import Formats
import Testing

@testable import UV

/// Documents that uv takes, and those with which it fails; each was tried on the binary.
struct ProjectSchemaTests {
  private static func key(_ text: String, _ reader: ProjectSchema.Reader) throws -> String? {
    let lines = text.split(separator: "|").joined(separator: "\n")
    return ProjectSchema.mistake(in: try TOMLDocument.read(Array(lines.utf8)), for: reader)?.key
  }

  /// With `/` for `tool.uv`.
  @Test(arguments: [
    ("[project]|name='a'", "project"), ("[project]|version='1'", "project"),
    ("project=3", "project"),
    ("[project]|name='?'|version='1'", "project.name"),
    ("[project]|name='a'|version='?'", "project.version"),
    ("[project]|name='a'|dynamic=['version']", nil),
    ("[project]|name='a'|version='1'|requires-python='3.11'", "project.requires-python"),
    ("[project]|name='a'|version='1'|requires-python=''", nil),
    ("[project]|name='a'|version='1'|dependencies=3", "project.dependencies"),
    (
      "[project]|name='a'|version='1'|optional-dependencies={'?'=[]}",
      "project.optional-dependencies"
    ),
    ("[project]|name='a'|version='1'|scripts=3", nil),
    ("[dependency-groups]|dev=3", "dependency-groups.dev"), ("tool=3", "tool"),
    ("[tool]|uv=3", "tool.uv"), ("[/]|unheard=3", nil), ("[/]|managed=3", "/.managed"),
    ("[/]|environments=['?']", "/.environments"), ("[/]|environments=[]", nil),
    ("[/]|environments=['foo == \"x\"']", "/.environments"),
    ("[/]|override-dependencies=['a b']", "/.override-dependencies"),
    ("[/]|exclude-dependencies=['a==1']", "/.exclude-dependencies"),
    ("[/]|conflicts=[]", nil), ("[/]|conflicts=[[]]", "/.conflicts"),
    ("[/]|conflicts=[[{extra='a'},{x='b'}]]", "/.conflicts.x"),
    ("[/]|workspace={members=['[']}", "/.workspace.members"),
    ("[/]|workspace={members=['a/**/b', '[!x]']}", nil),
    ("[/]|index=[{url='https://x.invalid',x=1}]", nil),
    ("[/]|index=[{url='https://x.invalid',explicit=true}]", "/.index"),
    ("[/]|index=[{name='?',url='https://x.invalid'}]", "/.index.name"),
    ("[/]|sources=3", "/.sources"), ("[/]|sources={x={}}", "/.sources.x"),
    ("[/]|sources={x=[]}", "/.sources.x"), ("[/]|sources={x={path='../x'}}", nil),
    ("[/]|sources={x={path='x',y=1}}", "/.sources.x"), ("[/]|sources={x={git='y'}}", "/.sources.x"),
    ("[/]|sources={x={git='https://x.invalid/y',rev='a',tag='b'}}", "/.sources.x"),
    ("[/]|sources={x={workspace=true,editable=true}}", nil),
    ("[/]|sources={x={workspace=true,path='y'}}", "/.sources.x"),
    ("[/]|sources={x={path='y',editable=true,package=false}}", "/.sources.x"),
    ("[/]|sources={x={path='y',subdirectory='z'}}", nil),
    ("[/]|sources={x=[{path='y'},{path='z'}]}", "/.sources.x"),
    ("[/]|sources={x={path='y'},X={path='z'}}", "/.sources"),
  ])
  func mistakes(_ text: String, _ expected: String?) throws {
    let found = try Self.key(text.replacing("[/]", with: "[tool.uv]"), .surrounding)
    #expect(found == expected?.replacing("/", with: "tool.uv"))
  }

  /// Requirements are read of the project alone, not of what stands around it.
  @Test(arguments: [
    "[project]|name='a'|version='1'|dependencies=['?']", "[dependency-groups]|dev=['?']",
    "[dependency-groups]|dev=[{include-group='absent'}]",
    "[tool.uv]|sources={x={path='y',extra='absent'}}",
    "[tool.uv]|dependency-groups={absent={requires-python='>=3'}}",
  ])
  func onlyTheProjectItself(_ text: String) throws {
    #expect(try Self.key(text, .surrounding) == nil)
    #expect(try Self.key(text, .own) != nil)
  }
}
