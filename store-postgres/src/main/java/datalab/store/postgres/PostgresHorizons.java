package datalab.store.postgres;

import datalab.store.postgres.connection.Database;
import datalab.store.postgres.ledger.HorizonRow;
import datalab.store.retention.Horizons;
import datalab.store.retention.Retained;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@link Horizons} in {@code datalab.horizons}. Thread-safe. */
record PostgresHorizons(Supplier<Database> database) implements Horizons {

    @Override
    public Optional<Instant> horizon(Retained of) {
        return database.get().read("horizon of " + of.lab() + "." + of.name(), handle -> HorizonRow.of(handle, of));
    }

    @Override
    public Map<Retained, Instant> ofLab(String lab) {
        return database.get().read("horizons of " + lab, handle -> HorizonRow.ofLab(handle, lab));
    }

    @Override
    public Instant raise(Retained of, Instant to) {
        return database.get()
                .change(
                        "raise the horizon of " + of.lab() + "." + of.name(),
                        handle -> HorizonRow.raise(handle, of, to.truncatedTo(ChronoUnit.MICROS)));
    }
}
