package datalab.store.view;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides which stored definitions of a view are kept, built or retired when lab.yaml declares one.
 *
 * @param same the one that is declared, where it is folded already; else it is to be created, and built by a batch where its
 *     stream has an archive
 * @param retired those that are not to be folded any more
 */
public record DefinitionPlan(Optional<Known> same, List<Known> retired) {

    /** A definition that is folded. At most one of a view is served, and at most one is being built. */
    public record Known(int id, String definition, boolean served) {}

    /**
     * Decides. The one that is served stays beside the declared one until that is complete, but only where events of the
     * stream as it is now can be folded into it.
     *
     * @param canFold whether the stream as it is now fits a definition
     */
    public static DefinitionPlan of(String declared, List<Known> known, Predicate<Known> canFold) {
        Optional<Known> same =
                known.stream().filter(one -> one.definition().equals(declared)).findFirst();
        boolean isComplete = same.filter(Known::served).isPresent();
        List<Known> retired = known.stream()
                .filter(one -> !Optional.of(one).equals(same))
                .filter(one -> isComplete || !one.served() || !canFold.test(one))
                .toList();
        return new DefinitionPlan(same, retired);
    }
}
