package datalab.access.quota;

/**
 * How much a client may take, and how much all clients of a lab together; 0 for any amount.
 *
 * @param clientEvents that a client sends, a second
 * @param clientBytes of these
 * @param clientQuestions that a client asks, a second
 * @param clientExpensive exports, questions in SQL and over many rows that a client has answered at a time
 * @param labEvents that are sent to a lab, a second
 * @param labBytes of these
 */
public record QuotaLimits(
        long clientEvents, long clientBytes, long clientQuestions, int clientExpensive, long labEvents, long labBytes) {
    public static final QuotaLimits NONE = new QuotaLimits(0, 0, 0, 0, 0, 0);
}
