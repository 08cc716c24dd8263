import Platform
import TestSupport
import Testing

@testable import Terminal

struct EditorTests {
  @Test func aFileOfADirectoryThatIsGoneIsNotOpened() {
    let tree = TemporaryTree()
    tree.write("a/pyproject.toml")
    #expect(Editor.obstacle(to: Path("\(tree.path)/a/pyproject.toml")) == nil)
    // An editor can make it.
    #expect(Editor.obstacle(to: Path("\(tree.path)/a/new.toml")) == nil)
    #expect(
      Editor.obstacle(to: Path("\(tree.path)/b/pyproject.toml"))
        == "\(tree.path)/b is gone: there is nothing to edit")
  }
}
