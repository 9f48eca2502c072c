package datalab.web.http;

import datalab.access.Caller;
import datalab.access.quota.QuotaExceeded;
import java.util.function.Supplier;

/** Lets each client have few expensive questions answered at a time, so that none takes the places of all. */
public final class ExpensiveTurn {
    private ExpensiveTurn() {}

    /**
     * Answers in the client's turn.
     *
     * @throws HttpProblem that asks to retry where too many of theirs are being answered
     */
    public static <T> T take(Caller caller, Supplier<T> question) {
        QuotaExceeded exceeded = caller.quota().enterExpensive();
        if (exceeded != null) {
            throw HttpProblem.overQuota(exceeded);
        }
        try {
            return question.get();
        } finally {
            caller.quota().leaveExpensive();
        }
    }
}
