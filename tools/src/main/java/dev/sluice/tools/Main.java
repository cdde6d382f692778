package dev.sluice.tools;

import java.util.Arrays;
import java.util.Locale;

/** Prints the path of a tool, building it first where needed: {@code java -cp sluice-tools.jar dev.sluice.tools.Main opa}. */
public final class Main {
    private Main() {}

    /** Exit codes: 0 printed, 1 there is none (standard error says why), 2 no such tool. */
    public static void main(String[] args) {
        var named = args.length == 1 ? args[0].toLowerCase(Locale.ROOT) : "";
        var tool = Arrays.stream(Tool.values())
                .filter(t -> t.program().equals(named))
                .findFirst();
        if (tool.isEmpty()) {
            System.err.println("say which tool: "
                    + String.join(
                            ", ",
                            Arrays.stream(Tool.values()).map(Tool::program).toList()));
            System.exit(2);
            return;
        }
        try {
            System.out.println(new Toolchain(System.err::println).executable(tool.get()));
        } catch (ToolMissingException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
