package datalab.lab.proto;

/**
 * A method of a stream's service.
 *
 * @param request the name of the message that it takes
 * @param response the name of the message that it answers
 * @param isStreaming whether it takes and answers as many as come
 * @param comment for people
 */
public record ProtoMethod(String name, String request, String response, boolean isStreaming, String comment) {}
