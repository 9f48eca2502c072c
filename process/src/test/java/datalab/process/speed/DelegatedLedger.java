package datalab.process.speed;

import datalab.lab.stream.EventStream;
import datalab.store.Ledger;
import datalab.store.forget.ForgottenKeys;
import datalab.store.ledger.Commit;
import datalab.store.ledger.DerivedCommit;
import datalab.store.ledger.Progress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Another ledger, of which a walk changes a little. */
class DelegatedLedger implements Ledger {
    private final Ledger ledger;

    DelegatedLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Progress progress(EventStream stream, int partition) {
        return ledger.progress(stream, partition);
    }

    @Override
    public Progress begin(EventStream stream, int partition) {
        return ledger.begin(stream, partition);
    }

    @Override
    public Progress takeOver(EventStream stream, int partition) {
        return ledger.takeOver(stream, partition);
    }

    @Override
    public List<Progress> progress(EventStream stream) {
        return ledger.progress(stream);
    }

    @Override
    public Commit.Outcome commit(Commit commit) {
        return ledger.commit(commit);
    }

    @Override
    public DerivedCommit.Outcome advance(DerivedCommit advance) {
        return ledger.advance(advance);
    }

    @Override
    public Set<String> seenIdempotencyKeys(EventStream stream, Collection<String> ids) {
        return ledger.seenIdempotencyKeys(stream, ids);
    }

    @Override
    public int deleteIdempotencyKeys(Instant before) {
        return ledger.deleteIdempotencyKeys(before);
    }

    @Override
    public Map<String, byte[]> qualityStates(EventStream stream, int partition, Collection<String> keys) {
        return ledger.qualityStates(stream, partition, keys);
    }

    @Override
    public ForgottenKeys forgotten(EventStream stream) {
        return ledger.forgotten(stream);
    }

    @Override
    public void alarm(EventStream stream, int partition, @Nullable String message) {
        ledger.alarm(stream, partition, message);
    }
}
