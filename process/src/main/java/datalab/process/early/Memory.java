package datalab.process.early;

import datalab.lab.quality.QualityState;
import datalab.lab.view.Partial;
import datalab.lab.view.RowKey;
import datalab.lab.view.ViewFold;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the owner of a partition remembers of the store, so that it need not ask again. True only while the owner's commits
 * succeed one after the other: whatever else happens, it is thrown away whole. Bounded; owned by one thread.
 */
final class Memory {
    private static final int ROWS_MAX = 20_000;
    private static final int IDS_MAX = 50_000;
    private static final int KEYS_MAX = 20_000;

    private final Map<ViewFold, Map<RowKey, Partial>> partials = new HashMap<>();
    private final Map<List<Object>, Boolean> known = new Lru<>(IDS_MAX);
    private final Map<String, Boolean> onceIds = new Lru<>(IDS_MAX);
    private final Map<String, QualityState> quality = new Lru<>(KEYS_MAX);

    Map<RowKey, Partial> partials(ViewFold fold) {
        return partials.computeIfAbsent(fold, any -> new Lru<>(ROWS_MAX));
    }

    /** Unique values that are archived. A value that is not here may be archived all the same. */
    Map<List<Object>, Boolean> known() {
        return known;
    }

    /** Ids of idempotent sends that were seen. */
    Map<String, Boolean> onceIds() {
        return onceIds;
    }

    Map<String, QualityState> quality() {
        return quality;
    }
}
