package dev.sluice.e2e.demo;

/**
 * One step of the scenario.
 *
 * @param name what happens
 * @param expected what is to be seen
 * @param action does it and says what was seen; throws {@link AssertionError} when that is not what was expected
 */
public record Step(String name, String expected, Action action) {

    /** May fail in any way. */
    public interface Action {
        String run() throws Exception;
    }
}
