package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of a built-in function. Operands of the wrong type end it.
 *
 * @param evaluation what all calls of one decision share
 */
record Call(List<RegoValue> arguments, Evaluation evaluation) {
    Call(List<RegoValue> arguments, Instant now) {
        this(arguments, new Evaluation(now));
    }

    Instant now() {
        return evaluation.now();
    }

    RegoValue argument(int index) {
        return arguments.get(index);
    }

    String text(int index) {
        return text(arguments.get(index));
    }

    static String text(RegoValue value) {
        if (value instanceof Str s) {
            return s.value();
        }
        throw new BuiltinError("must be string");
    }

    Num number(int index) {
        if (arguments.get(index) instanceof Num n) {
            return n;
        }
        throw new BuiltinError("must be number");
    }

    Obj object(int index) {
        if (arguments.get(index) instanceof Obj o) {
            return o;
        }
        throw new BuiltinError("must be object");
    }

    List<RegoValue> array(int index) {
        if (arguments.get(index) instanceof Arr a) {
            return a.items();
        }
        throw new BuiltinError("must be array");
    }

    /** Members of an array or a set. */
    List<RegoValue> members(int index) {
        return members(arguments.get(index));
    }

    static List<RegoValue> members(RegoValue value) {
        return switch (value) {
            case Arr a -> a.items();
            case SetOf s -> s.items();
            default -> throw new BuiltinError("must be one of {array, set}");
        };
    }

    /** An integer, the nearest where it is too large. */
    int integer(int index) {
        return wholeNumber(index)
                .max(BigInteger.valueOf(Integer.MIN_VALUE))
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .intValue();
    }

    /** An integer by its value: 1.0 is one. */
    BigInteger wholeNumber(int index) {
        try {
            return number(index).bounded().toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw new BuiltinError("must be integer number but got floating-point number");
        }
    }

    static RegoValue strings(List<String> texts) {
        var items = new ArrayList<RegoValue>(texts.size());
        texts.forEach(t -> items.add(new Str(t)));
        return new Arr(items);
    }

    static Bool bool(boolean value) {
        return new Bool(value);
    }
}
