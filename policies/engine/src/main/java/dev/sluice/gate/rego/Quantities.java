package dev.sluice.gate.rego;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sizes such as {@code 10Gi} or {@code 1.5mb}, as Rego's {@code units.parse_bytes} reads them: computed with the
 * precision, and the rounding, of Go's {@code big.Float}.
 */
final class Quantities {
    private static final Pattern NUMBER = Pattern.compile(
            "(?<sign>[+-]?)(?<whole>[0-9]*+)(?:\\.(?<part>[0-9]*+))?(?:e(?<exponent>[+-]?[0-9]{1,6}))?");
    private static final Map<String, Integer> POWERS = Map.of("k", 1, "m", 2, "g", 3, "t", 4, "p", 5, "e", 6);

    private Quantities() {}

    static Optional<RegoValue> bytes(String text) {
        var size = lower(text);
        var end = endOfNumber(size);
        var number = number(size.substring(0, end));
        var factor = factor(size.substring(end));
        return number.isEmpty() || factor.isEmpty()
                ? Optional.empty()
                : Optional.of(new RegoValue.Num(number.get()
                        .times(BigFloat.of(factor.get()), BigFloat.PRECISION)
                        .truncated()
                        .toString()));
    }

    /** An {@code e} belongs to the number when a digit or a sign follows it. */
    static int endOfNumber(String size) {
        int end = 0;
        while (end < size.length()
                && ("0123456789.+-".indexOf(size.charAt(end)) >= 0
                        || ("eE".indexOf(size.charAt(end)) >= 0
                                && end + 1 < size.length()
                                && "0123456789+-".indexOf(size.charAt(end + 1)) >= 0))) {
            end++;
        }
        return end;
    }

    private static String lower(String text) {
        return text.codePoints()
                .filter(c -> c != '"')
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Optional<BigInteger> factor(String unit) {
        if (unit.isEmpty()) {
            return Optional.of(BigInteger.ONE);
        }
        var scale = unit.length() > 1 && unit.endsWith("b") ? unit.substring(0, unit.length() - 1) : unit;
        var binary = scale.length() > 1 && scale.endsWith("i");
        return Optional.ofNullable(POWERS.get(binary ? scale.substring(0, scale.length() - 1) : scale))
                .map(BigInteger.valueOf(binary ? 1024 : 1000)::pow);
    }

    private static Optional<BigFloat> number(String text) {
        var form = NUMBER.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var part = form.group("part") == null ? "" : form.group("part");
        var digits = form.group("whole") + part;
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        var exponent = form.group("exponent") == null ? 0 : Integer.parseInt(form.group("exponent"));
        var mantissa = new BigInteger(form.group("sign").equals("-") ? "-" + digits : digits);
        return Optional.of(BigFloat.ofDecimal(mantissa, exponent - part.length()));
    }

    /** Go's binary floating point: a value is mantissa · 2^exponent, rounded to the nearest, ties to even. */
    private record BigFloat(BigInteger mantissa, int exponent) {
        static final int PRECISION = 64;
        private static final BigInteger FIVE = BigInteger.valueOf(5);

        static BigFloat of(BigInteger value) {
            return new BigFloat(value, 0);
        }

        /** After {@code (*big.Float).SetString}, which multiplies by a power of five that is rounded itself. */
        static BigFloat ofDecimal(BigInteger mantissa, int exponent) {
            var value = new BigFloat(mantissa, exponent);
            if (exponent == 0 || mantissa.signum() == 0) {
                return value.rounded(PRECISION);
            }
            var five = powerOfFive(Math.abs(exponent), PRECISION + 64);
            return exponent > 0 ? value.times(five, PRECISION) : value.over(five, PRECISION);
        }

        private static BigFloat powerOfFive(int power, int precision) {
            var exact = Math.min(power, 27);
            var product = of(FIVE.pow(exact));
            var square = of(FIVE);
            for (int left = power - exact; left > 0; left >>= 1) {
                if ((left & 1) != 0) {
                    product = product.times(square, precision);
                }
                square = square.times(square, precision + 64);
            }
            return product;
        }

        BigFloat times(BigFloat other, int precision) {
            return new BigFloat(mantissa.multiply(other.mantissa), exponent + other.exponent).rounded(precision);
        }

        private BigFloat over(BigFloat other, int precision) {
            var shift = Math.max(0, precision + 2 + other.mantissa.bitLength() - mantissa.bitLength());
            var quotient = mantissa.abs().shiftLeft(shift).divideAndRemainder(other.mantissa);
            // A last bit stands for the remainder, so that rounding sees that something is left.
            var sticky = quotient[0].shiftLeft(1).or(BigInteger.valueOf(quotient[1].signum()));
            return new BigFloat(mantissa.signum() < 0 ? sticky.negate() : sticky, exponent - other.exponent - shift - 1)
                    .rounded(precision);
        }

        private BigFloat rounded(int precision) {
            var magnitude = mantissa.abs();
            var excess = magnitude.bitLength() - precision;
            if (excess <= 0) {
                return this;
            }
            var kept = magnitude.shiftRight(excess);
            var rest = magnitude.subtract(kept.shiftLeft(excess));
            var half = rest.compareTo(BigInteger.ONE.shiftLeft(excess - 1));
            var up = half > 0 || (half == 0 && kept.testBit(0));
            var result = up ? kept.add(BigInteger.ONE) : kept;
            return new BigFloat(mantissa.signum() < 0 ? result.negate() : result, exponent + excess);
        }

        BigInteger truncated() {
            var magnitude = mantissa.abs().shiftLeft(exponent);
            return mantissa.signum() < 0 ? magnitude.negate() : magnitude;
        }
    }
}
