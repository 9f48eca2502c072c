package datalab.system.attack;

/** Where nobody has to log in. */
final class AttackIT extends AttackSuite {
    AttackIT() {
        super(Strangers.WHERE_NOBODY_LOGS_IN);
    }
}
