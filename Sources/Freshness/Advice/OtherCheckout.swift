import Platform
import UV

/// Installs whose source lies in another working tree than the one that one stands in.
package enum OtherCheckout {
  /// Given where no lock decides, and the two are working trees or clones of one repository.
  static func advice(_ assessment: Assessment, _ surveyor: Surveyor) -> [Advice] {
    guard assessment.facts.wish == .none, let source = assessment.distribution.localSource?.path,
      let here = Checkout(around: surveyor.workingDirectory),
      let there = Checkout(around: source), there.isSibling(of: here)
    else { return [] }
    return [advice(assessment, from: there, source, instead: here)]
  }

  /// The same for every local install whose source does not lie in the checkout that one stands in;
  /// nil for one that does.
  package static func strayed(_ assessment: Assessment, from place: Path) -> Advice? {
    guard let local = assessment.distribution.localSource else { return nil }
    let here = Checkout(around: place)
    let root = here?.root ?? place
    guard let source = local.path else {
      return Advice(.otherCheckout, "it comes from \(local.url), not from \(root.shown)")
    }
    let there = Checkout(around: source)
    let isBelow = source.normalized.components.starts(with: root.normalized.components)
    if isBelow, here == nil || there == nil || there == here || !isSibling(there, here) {
      return nil
    }
    guard let here, let there else {
      return Advice(
        .otherCheckout, "it comes from \(source.shown), not from \(root.shown)", paths: [source])
    }
    return advice(assessment, from: there, source, instead: here)
  }

  private static func isSibling(_ one: Checkout?, _ other: Checkout?) -> Bool {
    guard let one, let other else { return false }
    return one.isSibling(of: other)
  }

  private static func advice(
    _ assessment: Assessment, from there: Checkout, _ source: Path, instead here: Checkout
  ) -> Advice {
    func words(_ checkout: Checkout) -> String {
      checkout.root.shown + (checkout.head.map { " (\($0))" } ?? "")
    }
    let below = source.relative(to: there.root)
    let own = here.root.appending(below.bytes).normalized
    let isHere = Directory.working.has(own.appending("pyproject.toml")) && there.isSibling(of: here)
    let editable = assessment.distribution.localSource?.kind == .editable ? "-e " : ""
    return Advice(
      .otherCheckout,
      "its code comes from another checkout: \(words(there)), not from \(words(here))",
      paths: [source],
      command: isHere ? "uv pip install \(editable)\(own.shown)" : nil)
  }
}
