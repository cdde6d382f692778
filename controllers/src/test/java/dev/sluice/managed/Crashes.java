package dev.sluice.managed;

import java.util.function.Supplier;

/** Kills the process at one chosen step: each effect has one step before it and one after. */
final class Crashes {
    private int steps;
    private int at = Integer.MAX_VALUE;
    private String place = "nowhere";

    /** The process is gone. No code catches it. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String where) {
            super(where);
        }
    }

    /** Arms one crash, counted from here. */
    void at(int step) {
        steps = 0;
        at = step;
    }

    /** Arms one crash at a place such as {@code before create}. */
    void at(String where) {
        place = where;
    }

    void disarm() {
        at = Integer.MAX_VALUE;
        place = "nowhere";
    }

    <T> T around(String what, Supplier<T> effect) {
        step("before " + what);
        var result = effect.get();
        step("after " + what);
        return result;
    }

    void step(String where) {
        if (steps++ == at || where.equals(place)) {
            disarm();
            throw new Crash(where);
        }
    }
}
