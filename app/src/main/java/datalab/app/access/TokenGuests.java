package datalab.app.access;

import datalab.access.Access;
import datalab.access.AccessRole;
import datalab.access.Caller;
import datalab.access.TokenText;
import datalab.lab.Lab;
import datalab.lab.stream.EventStream;
import datalab.log.Topics;
import datalab.log.embedded.BrokerGuests;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Clients of the embedded Kafka that have a token: its id is their user name, its text their password, and they read the topics
 * of the labs that it lets them read. Thread-safe.
 */
public final class TokenGuests implements BrokerGuests {
    private final Map<String, String> labs;
    private volatile Access access = Access.open();

    public TokenGuests(List<Lab> labs) {
        this.labs = labs.stream()
                .flatMap(lab -> lab.streams().values().stream())
                .collect(Collectors.toMap(EventStream::topic, EventStream::lab));
    }

    /** From now on those come in who are known here. */
    public void admit(Access known) {
        access = known;
    }

    @Override
    public Optional<Guest> guest(String user, String password) {
        Access known = access;
        boolean isToken =
                TokenText.of(password).filter(text -> text.id().equals(user)).isPresent();
        if (!known.isOn() || !isToken) {
            return Optional.empty();
        }
        Caller caller = known.caller(password);
        return Optional.of(topic -> mayRead(caller, topic));
    }

    private boolean mayRead(Caller caller, String topic) {
        String lab = labs.get(topic);
        return lab == null
                ? topic.equals(Topics.REJECTS) && caller.mayInAll(AccessRole.READ)
                : caller.may(AccessRole.READ, lab);
    }
}
