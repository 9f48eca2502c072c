package datalab.system.attack;

/** Where everybody has to, by strangers who may read and write; {@code bench/long attack} runs it. */
final class AttacksWithToken extends AttackSuite {
    AttacksWithToken() {
        super(Strangers.WITH_TOKEN);
    }
}
