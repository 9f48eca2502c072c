package datalab.log.embedded;

import java.util.Optional;

/** Who may read some topics of the embedded broker, beside DataLab itself. Thread-safe. */
@FunctionalInterface
public interface BrokerGuests {
    /** Where DataLab itself is the only client. */
    BrokerGuests NONE = (user, password) -> Optional.empty();

    /** Who logs in by these, and by no other user name; empty for nobody. May block. */
    Optional<Guest> guest(String user, String password);

    /** What somebody may read now; it may change at any time. */
    @FunctionalInterface
    interface Guest {
        boolean mayRead(String topic);
    }
}
