package datalab.ingest.mqtt.session;

/** What a session knows of the connection that it has at present. */
public interface SessionConnection {

    /** Ends the connection because the client has opened another; callable from anywhere. */
    void takeOver();
}
