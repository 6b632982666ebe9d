package io.github.metastone4j.lab;

import io.github.metastone4j.cli.CommandProvider;
import io.github.metastone4j.cli.Terminal;
import java.util.List;

/** The commands that measure and make models. */
public final class LaboratoryCommands implements CommandProvider {

    @Override
    public List<Object> commands(Terminal terminal) {
        return List.of(
                new EvaluateCommand(terminal),
                new CalibrateCommand(terminal),
                new EvaluateToolsCommand(terminal),
                new CompareCommand(terminal),
                new TrainCommand(terminal),
                new TrainHeadCommand(terminal),
                new AblateCommand(terminal),
                new TrainNanoCommand(terminal),
                new ConvertHeadCommand(terminal),
                new PlotCommand(terminal));
    }
}
