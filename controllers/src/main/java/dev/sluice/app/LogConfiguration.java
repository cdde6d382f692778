package dev.sluice.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import org.slf4j.Logger;

/**
 * One JSON object a line on standard output. {@code SLUICE_LOG_FORMAT=text} writes for people, {@code SLUICE_LOG_LEVEL}
 * sets the level. In Java, because reading the same from XML costs a parser's memory for good.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %logger{0} [%X{resource.kind} %X{resource.namespace}/%X{resource.name} %X{reconcileId}] %msg%n%ex{5}";

    /** Libraries that say at each start what need not be said. */
    private static final Map<String, Level> QUIET = Map.of(
            "io.fabric8.kubernetes.client.informers.impl.cache.Reflector", Level.ERROR,
            "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils", Level.ERROR);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder(context));
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        QUIET.forEach((name, level) -> context.getLogger(name).setLevel(level));
        context.getLogger("dev.sluice").setLevel(Level.toLevel(System.getenv("SLUICE_LOG_LEVEL"), Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        if ("text".equals(System.getenv("SLUICE_LOG_FORMAT"))) {
            var encoder = new PatternLayoutEncoder();
            encoder.setContext(context);
            encoder.setPattern(TEXT);
            encoder.start();
            return encoder;
        }
        var encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }
}
