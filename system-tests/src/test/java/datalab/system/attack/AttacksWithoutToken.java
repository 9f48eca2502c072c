package datalab.system.attack;

/** Where everybody has to, by strangers who have not; {@code bench/long attack} runs it. */
final class AttacksWithoutToken extends AttackSuite {
    AttacksWithoutToken() {
        super(Strangers.WITHOUT_TOKEN);
    }
}
