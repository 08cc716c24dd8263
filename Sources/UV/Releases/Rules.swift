import Formats

/// What uv computes, by release: the one table of the differences.
///
/// Each entry names the first release that behaves in the new way; the pairs around it were run.
package struct Rules: Hashable, Sendable {
  /// The newest release whose behaviour was checked; newer ones are taken to be like it.
  package static let latestRelease = UVRelease(0, 13, 9)
  package static let latest = Rules(latestRelease)

  package let release: UVRelease
  /// uv's own build is linked with musl, whose builds could not read birth times before 0.12.6.
  package let isMusl: Bool

  package init(_ release: UVRelease, isMusl: Bool = false) {
    self.release = release
    self.isMusl = isMusl
  }

  func since(_ minor: Int, _ patch: Int) -> Bool {
    release >= UVRelease(0, minor, patch)
  }

  // MARK: - Records

  /// 0.4.8: `uv_cache.json` is written; before, METADATA's ctime was the record.
  package var hasRecords: Bool { since(4, 8) }
  /// 0.4.23: the record has `tags`, keys may ask for them.
  package var hasTags: Bool { since(4, 23) }
  /// 0.5.12: the record has `env`, keys may ask for it.
  package var hasEnvironment: Bool { since(5, 12) }
  /// 0.6.7: the record has `directories`, keys may ask for them, and `src` is a default key.
  package var hasDirectories: Bool { since(6, 7) }
  /// 0.4.26: a record is an object of fields; before, it could be a bare timestamp.
  package var refusesBareTimestamp: Bool { since(4, 26) }
  /// 0.12.6 on musl, always on glibc: a directory's entry holds its birth time, else its inode.
  package var readsBirthTimes: Bool { !isMusl || since(12, 6) }

  /// 0.8.12: `uv_build.json` is written, compared, and fatal if it does not parse; before, it was
  /// passed over.
  package var hasBuildRecords: Bool { since(8, 12) }

  // MARK: - The command line

  /// 0.8.1: `--config-settings-package`.
  package static let configSettingsPackage = UVRelease(0, 8, 1)

  /// 0.8.14: an install whose wheel does not fit the interpreter is made again.
  package var comparesWheelTags: Bool { since(8, 14) }
  /// 0.12.19: a recorded marker that never holds is read as one; before, it differed from itself, and
  /// each sync built again.
  package var readsFalseMarkers: Bool { since(12, 19) }
  /// 0.9.24: an install of another version than the resolved one is made again.
  package var comparesVersions: Bool { since(9, 24) }
  /// 0.10.8: a lock holds what other Pythons need; before, each package had to take the own one.
  var resolvesForOtherPythons: Bool { since(10, 8) }
  /// 0.11.15: a lock that may not change must hold every member of the workspace.
  var looksForMembersInFrozenLocks: Bool { since(11, 15) }
  /// 0.11.16: `UV_NO_SYSTEM_CONFIG` leaves out the system's settings.
  var mayLeaveOutSystem: Bool { since(11, 16) }
  /// 0.11.29: with `UV_FROZEN`, `find-links` is not read before something is to be built.
  var readsFindLinksLate: Bool { since(11, 29) }
  /// 0.12.0: a preview keeps the environments of projects in the cache; 0.11.20 had none.
  package var hasCentralEnvironments: Bool { since(12, 0) }
  /// 0.12.0: a link `.venv` that leads nowhere ends the search for an environment.
  var endsAtDanglingLink: Bool { since(12, 0) }
  /// 0.13.9: a file `.venv` names an environment; before, `uv pip` looked further up.
  package var followsEnvironmentFiles: Bool { since(13, 9) }
  /// 0.13.0: default groups must exist in every member; before, in the project one stands in.
  var checksDefaultGroupsOfMembers: Bool { since(13, 0) }
  /// 0.12.14: `uv sync` makes an environment again whose bin/python is a directory; before, it failed.
  var replacesDirectoriesForPython: Bool { since(12, 14) }
  /// 0.12.6: `uv sync` builds members of the workspace although `no-build` forbids it.
  var buildsMembersAlways: Bool { since(12, 6) }

  // MARK: - Where uv stands

  /// 0.9.1: `UV_WORKING_DIRECTORY` names the directory that uv changes to; 0.9.14: `UV_WORKING_DIR`
  /// does, and goes before it.
  package var workingDirectoryVariables: [String] {
    since(9, 14)
      ? ["UV_WORKING_DIR", "UV_WORKING_DIRECTORY"] : since(9, 1) ? ["UV_WORKING_DIRECTORY"] : []
  }
  /// 0.6.11: `UV_PROJECT` names the directory whose settings hold.
  package var readsProjectVariable: Bool { since(6, 11) }
  /// 0.12.0: uv refuses to run if there is no such directory.
  package var refusesAbsentProject: Bool { since(12, 0) }

  // MARK: - The list of keys

  /// 0.13.5: an invalid document or list is an error; before, it meant the default keys.
  package var refusesInvalidLists: Bool { since(13, 5) }
  /// 0.13.5: `git` takes no array; before, `[true, true]` was read as commit and tags.
  package var refusesGitArrays: Bool { since(13, 5) }
  /// 0.9.22: TOML 1.1.
  package var toml: TOMLVersion { since(9, 22) ? .v1_1 : .v1_0 }
  /// 0.4.10: file keys are relative to the project; before, to uv's working directory.
  package var keysAreRelativeToProject: Bool { since(4, 10) }

  // MARK: - Globs

  /// 0.4.10: globs; before, such a text was a path.
  package var hasGlobs: Bool { since(4, 10) }
  /// 0.7.21: patterns are split into base and pattern and clustered, and links count.
  package var clustersGlobs: Bool { since(7, 21) }
  /// 0.9.5: braces nest, a stray `}` is an error, and a pattern may end in a literal dot.
  package var nestsBraces: Bool { since(9, 5) }
  /// 0.6.8: an error of the computation makes a reinstall; before, it ended uv.
  package var toleratesFailedComputation: Bool { since(6, 8) }

  // MARK: - Git

  /// 0.4.19: a ref file is trimmed; before, its line break made the commit null.
  package var trimsRefs: Bool { since(4, 19) }
  /// 0.5.19: tags are found in directories below `refs/tags`; before, one with a slash made tags
  /// null.
  package var findsNestedTags: Bool { since(5, 19) }
  /// 0.11.20: packed refs, worktrees and `commondir` are read, every ref is validated.
  package var readsWholeRepository: Bool { since(11, 20) }
}
