package datalab.mqtt;

/**
 * What a session asks of its broker.
 *
 * @param filter with {@code $share/GROUP/} before it where it is shared
 * @param qos the best quality of service that is wanted
 */
public record BrokerSubscription(String filter, int qos) {

    /** One that a group shares: each message goes to one of its members. */
    public static BrokerSubscription shared(String group, String filter, int qos) {
        return new BrokerSubscription("$share/" + group + "/" + filter, qos);
    }
}
