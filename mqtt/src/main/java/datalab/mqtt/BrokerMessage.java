package datalab.mqtt;

/**
 * A message as a broker delivered it. It has to be acknowledged once; what never is comes again with the next connection.
 *
 * @param acknowledgement tells the broker, from any thread; does nothing for a message of quality 0
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; instances are never compared
public record BrokerMessage(String topic, byte[] payload, Runnable acknowledgement) {

    /** The broker may forget it. */
    public void acknowledge() {
        acknowledgement.run();
    }
}
