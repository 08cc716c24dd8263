import Testing

@testable import Freshness

/// The imports that run when a module is imported.
@Suite struct ModuleImportsTests {
  @Test(arguments: [
    ("from ._version import v", true), ("from p._version import v", true),
    ("import p._version", true), ("import p._version as v, os", true),
    ("from . import a, _version as v", true), ("from p import _version", true),
    ("from . import (\n    a,  # b\n    _version,\n)", true),
    ("from ._version \\\n  import v", true),
    ("'''text\nimport x\n'''\nfrom ._version import *", true),
    ("from ._version.deep import v", true), ("from ._version import a; b = 1", true),
    ("try:\n    from ._version import v\nexcept ImportError:\n    v = 0", false),
    ("if TYPE_CHECKING:\n    from ._version import v", false),
    ("def f():\n    from ._version import v", false), ("# from ._version import v", false),
    ("'''\nfrom ._version import v\n'''", false), ("from .._version import v", false),
    ("from _version import v", false), ("import _version", false),
    ("from ._versions import v", false),
    ("text = 'from ._version import v'", false), ("", false), ("from", false), ("import", false),
    ("from . import (", false),
  ])
  func brings(_ text: String, _ does: Bool) {
    #expect(ModuleImports(text).bring(in: "p._version", from: "p") == does)
  }

  @Test func packagesBelow() {
    let imports = ModuleImports("from .._version import v\nfrom . import x")
    #expect(imports.bring(in: "p._version", from: "p.sub"))
    #expect(imports.bring(in: "p.sub.x", from: "p.sub"))
    #expect(!imports.bring(in: "p.x", from: "p.sub"))
  }
}
