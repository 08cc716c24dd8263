import Formats
import Platform

/// Projects of their own inside this one, which its build reads all the same.
extension ProjectFiles {
  /// Takes in those that Cargo or CMake is led to.
  func enterProjects(of build: BuildDescription, _ scripts: BuildScripts) {
    let natives = BuildInputs.natives(build, self, scripts)
    for place in namedByMeson() { enter(place) }
    if natives.isDisjoint(with: [.cmake, .rust]) { return }
    // One of them may lead to the next.
    for _ in 0..<20 {
      let leftOut = walk.leftOut.filter { !NativeFiles.isLeftAlone($0.path.appending("x")) }
      let places = leftOut.filter { $0.reason == .project }.map(\.path)
      let outputs = leftOut.filter { $0.reason == .output && !$0.path.isAtTop }.map(\.path)
      if places.isEmpty, outputs.isEmpty { return }
      let led =
        (natives.contains(.rust) ? cratesLeftOut(build, places) : [])
        + (natives.contains(.cmake) ? partsLeftOut(places) + modulesLeftOut(outputs + places) : [])
      if led.isEmpty { return }
      for place in Set(led) { enter(place) }
    }
  }

  /// Directories with the name of output in which descriptions of Meson name files.
  private func namedByMeson() -> [Path] {
    let places = walk.leftOut.filter {
      ($0.reason == .output || $0.reason == .ignored) && !$0.path.isAtTop
    }.map(\.path)
    if places.isEmpty { return [] }
    let names = paths.filter { $0.isNamed("meson.build") && !NativeFiles.isLeftAlone($0) }
      .flatMap { description in
        PythonText(text(description)).paths.map {
          (description.parent ?? "").appending($0).normalized
        }
      }
    return places.filter { place in
      names.contains { $0.isBelow(place) && Directory.working.has(full($0)) }
    }
  }

  /// Crates that settings or other crates name by a path.
  private func cratesLeftOut(_ build: BuildDescription, _ places: [Path]) -> [Path] {
    let modules = build.tool("setuptools-rust", "ext-modules")?.array ?? []
    var named = modules.compactMap { $0["path"]?.string }
    named += build.texts(build.tool("maturin", "manifest-path"))
    var led = named.compactMap { Path($0).normalized.parent }
    for manifest in paths where manifest.isNamed("Cargo.toml") && !NativeFiles.isLeftAlone(manifest)
    {
      for line in text(manifest).split(whereSeparator: \.isNewline) {
        guard let sign = line.firstRange(of: "path"),
          let name = line[sign.upperBound...].split(
            separator: "\"", omittingEmptySubsequences: false
          ).dropFirst().first
        else { continue }
        led.append((manifest.parent ?? "").appending(String(name)).normalized)
      }
    }
    return places.filter { place in
      // The sources of a crate may hold a manifest for Python.
      if place.nameText == "src", let crate = place.parent,
        paths.contains(crate.appending("Cargo.toml").normalized)
      {
        return true
      }
      return led.contains { $0 == place || $0.isBelow(place) }
        && Directory.working.has(full(place.appending("Cargo.toml")))
    }
  }

  /// Directories with a description of CMake that another one names.
  private func partsLeftOut(_ places: [Path]) -> [Path] {
    let described = places.filter {
      Directory.working.has(full($0.appending("CMakeLists.txt")))
    }
    if described.isEmpty { return [] }
    let descriptions = paths.filter {
      ($0.isNamed("CMakeLists.txt") || $0.suffix == "cmake") && !NativeFiles.isLeftAlone($0)
    }
    return described.filter { place in
      descriptions.contains { description in
        let near = name(of: place, besides: description) ?? ""
        let names = [near, place.utf8Text ?? ""].filter { !$0.isEmpty }
        let text = text(description)
        guard names.contains(where: text.contains(bytesOf:)) else { return false }
        return text.split { " \t\n\r()\";".contains($0) }.contains { word in
          names.contains { word == $0 || word.hasSuffix("/\($0)") }
        }
      }
    }
  }

  /// Directories in which descriptions of CMake name modules, templates or anything else: those with
  /// the name of output, and `tools` of pybind11, which holds a manifest of its own.
  private func modulesLeftOut(_ places: [Path]) -> [Path] {
    if places.isEmpty { return [] }
    let descriptions = paths.filter { $0.isNamed("CMakeLists.txt") && !NativeFiles.isLeftAlone($0) }
    return places.filter { place in
      descriptions.contains { description in
        guard let near = name(of: place, besides: description), !near.hasPrefix("..") else {
          return false
        }
        return text(description).split { " \t\n\r()\";".contains($0) }.contains { word in
          guard word.hasPrefix("\(near)/") || word.contains(bytesOf: "SOURCE_DIR}/\(near)/") else {
            return false
          }
          let name = word[(word.firstRange(of: "\(near)/")?.lowerBound ?? word.startIndex)...]
          let path = (description.parent ?? "").appending(String(name)).normalized
          return Directory.working.has(full(path))
        }
      }
    }
  }
}
