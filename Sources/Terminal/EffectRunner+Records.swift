import Freshness
import Inspector
import Platform
import Reinstall
import UV

/// The removal of a record that stops every uv command.
extension EffectRunner {
  func planRemoval(of assessment: Assessment, _ question: Int) {
    let offer = Result { () throws(RecordRemoval.Refusal) in
      try RecordRemoval.plan(
        for: assessment, environment: setup.surveyor.environment.root, variables: variables)
    }
    queue.post(.answered(.removal(offer), question: question))
  }

  func remove(_ removal: RecordRemoval) {
    var output: [String] = []
    let outcome = removal.run(setup.surveyor, variables: variables) { output.append($0) }
    queue.post(.recordRemoved(removal, outcome, output: output))
  }
}
