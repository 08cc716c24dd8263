import Formats
import Freshness
import Platform
import Reinstall
import UV

/// Readers and editors of whole files, with what must hold for each.
let texts: [String: @Sendable ([UInt8]) -> Void] = [
  // What is left out as of no interest changes nothing of what is read.
  "lock": { bytes in
    let whole = Result { () throws(LockFile.Failure) in try LockFile(bytes) }
    if case .success(let lock) = whole {
      for name in ["a", "lib", "numpy", ""] { _ = lock.contains(name) }
    }
    guard let short = LockText.withoutFiles(bytes), let table = try? TOMLDocument.read(bytes),
      let other = try? TOMLDocument.read(short)
    else { return }
    must(
      table["package"]?.array?.count == other["package"]?.array?.count, "packages went missing")
    let names = { (table: TOMLTable) in
      (table["package"]?.array ?? []).map { $0["name"]?.string }
    }
    must(names(table) == names(other), "other names")
  },
  // The first byte is what is asked for, the rest a pyproject.toml.
  "editor": { bytes in
    guard let first = bytes.first else { return }
    let manifest = Array(bytes.dropFirst())
    let wishes: [[CacheKey]] = [
      [.file("a"), .file("b"), .file("src/**/*.{c,h}"), .git(commit: true, tags: true)],
      [.file("pyproject.toml"), .file("a"), .file("b")], [.file("b")], [],
      [.environment("CC"), .directory("src"), .file("it's \"quoted\" \\ é")],
    ]
    let wish = wishes[Int(first) % wishes.count]
    let declared = (try? CacheKeyList.read(manifest, rules: .latest))?.keys ?? []
    let proposal = KeyProposal(
      items: wish.map { KeyProposal.Item($0, declaredIndex: declared.firstIndex(of: $0)) })
    guard let edited = try? CacheKeyEditor.edit(manifest, to: proposal, rules: .latest) else {
      return
    }
    guard let before = try? TOMLDocument.read(manifest), let after = try? TOMLDocument.read(edited),
      let list = try? CacheKeyList.read(edited, rules: .latest)
    else { return must(false, "what was edited does not parse") }
    must(
      after.isSame(as: before, except: ["tool", "uv", "cache-keys"]), "another document")
    must(Set(list.keys) == Set(wish), "other keys")
    let again = KeyProposal(
      items: list.keys.enumerated().map { KeyProposal.Item($1, declaredIndex: $0) })
    let twice = try? CacheKeyEditor.edit(edited, to: again, rules: .latest)
    must(twice == edited, "a second edit changes it")
  },
  // The events do not depend on where the output is cut.
  "trace": { bytes in
    var whole = StraceReader(in: "/start")
    let events = whole.take(bytes + [0x0A])
    var pieces = StraceReader(in: "/start")
    var found: [FileEvent] = []
    let step = max(1, Int(bytes.first ?? 1))
    var rest = (bytes + [0x0A])[...]
    while !rest.isEmpty {
      found += pieces.take(Array(rest.prefix(step)))
      rest = rest.dropFirst(step)
    }
    must(events == found, "cut elsewhere, other events")
  },
]
