import Freshness
import Inspector
import Platform
import Reinstall
import UV

/// Work on a project's keys: the edit, and the traced build that tells what they should be.
extension EffectRunner {
  func planKeys(_ wanted: WantedKeys, for assessment: Assessment, _ question: Int) {
    start {
      let surveyor = self.setup.surveyor
      self.queue.post(
        .answered(.fix(Self.edit(wanted, assessment, surveyor)), question: question))
    }
  }

  private static func edit(
    _ wanted: WantedKeys, _ assessment: Assessment, _ surveyor: Surveyor
  ) -> Result<ManifestFix, FixRefusal> {
    let proposal: KeyProposal? =
      switch wanted {
      case .advised: surveyor.proposedKeys(for: assessment)
      case .traced(let proposal): proposal
      case .adding(let pattern): surveyor.keys(for: assessment, adding: pattern)
      }
    guard let project = assessment.distribution.localSource?.path, let proposal else {
      return .failure(FixRefusal("the keys are right already: nothing is to be written"))
    }
    return Result { () throws(FixRefusal) in
      try ManifestFix(
        of: project, to: proposal, rules: surveyor.rules, variables: surveyor.variables)
    }
  }

  func write(_ fix: ManifestFix, of id: Path) {
    do throws(FixRefusal) {
      try fix.write()
      queue.post(.keysWritten(id))
    } catch {
      queue.post(.failed(error.message))
    }
  }

  // MARK: - Traced builds

  func planTrace(of assessment: Assessment, _ question: Int) {
    let offer: Result<String, TraceQuestion.Refusal>
    do throws(TraceQuestion.Refusal) {
      let run = try tracer(of: assessment)
      do throws(TraceFailure) { try run.check() } catch {
        throw TraceQuestion.Refusal(error.message)
      }
      offer = .success(run.command)
    } catch {
      offer = .failure(error)
    }
    queue.post(.answered(.trace(offer), question: question))
  }

  func trace(_ assessment: Assessment) {
    let id = assessment.distribution.path
    do throws(TraceQuestion.Refusal) {
      let run = try tracer(of: assessment)
      tracing.withLock { $0 = run }
      let result = Result { () throws(TraceFailure) in
        try run.run { line in self.queue.post(.output(line)) }
      }
      tracing.withLock { $0 = nil }
      queue.post(.traceEnded(id, result))
    } catch {
      queue.post(.traceEnded(id, .failure(TraceFailure(error.message))))
    }
  }

  private func tracer(of assessment: Assessment) throws(TraceQuestion.Refusal) -> TraceRun {
    let setup = setup
    guard let source = assessment.distribution.localSource, let project = source.path else {
      throw TraceQuestion.Refusal("it has no source on this machine")
    }
    let uv: UVProgram
    do throws(UVProgram.Failure) {
      uv = try UVProgram.find(setup.uv, variables: variables)
    } catch {
      throw TraceQuestion.Refusal(error.message)
    }
    return TraceRun(
      project, uv: setup.surveyor.workingDirectory.appending(uv.path.bytes).normalized,
      rules: setup.surveyor.rules, variables: variables, isCopy: source.kind != .editable)
  }
}
