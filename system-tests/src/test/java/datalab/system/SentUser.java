package datalab.system;

/**
 * A user as one sender sends it.
 *
 * @param name says by which way, so that it shows who was first
 */
record SentUser(int id, String name) {

    String json() {
        return "{\"id\":\"%d\",\"name\":\"%s\"}".formatted(id, name);
    }

    String csv() {
        return id + "," + name;
    }
}
