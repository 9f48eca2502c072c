package datalab.ingest.mqtt.session;

/**
 * What a client was granted for one topic filter.
 *
 * @param qos 0 or 1
 * @param noLocal whether its own messages are left out
 * @param retainAsPublished whether the retain flag comes as it was published
 */
public record GrantedSubscription(int qos, boolean noLocal, boolean retainAsPublished) {

    /** The combination of this and another subscription of the client, for a topic that matches both. */
    public GrantedSubscription and(GrantedSubscription other) {
        return new GrantedSubscription(
                Math.max(qos, other.qos), noLocal && other.noLocal, retainAsPublished || other.retainAsPublished);
    }
}
