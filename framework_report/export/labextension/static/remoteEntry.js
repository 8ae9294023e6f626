// JupyterLab shows an exporter it does not know by its name with a capital: "Decision_report". Names
// of nbconvert's exporters and of its addresses allow no space, so the label is put on here: for
// menu and command palette the format is called "Decision report", for the server decision_report.
// This is a prebuilt extension written by hand: the loader asks a container for its one module.
(() => {
  const NAME = "decision_report", LABEL = "Decision report";
  const plugin = {
    id: "framework-report:export-label",
    description: "Calls the exporter decision_report \"Decision report\".",
    autoStart: true,
    activate(app) {
      const manager = app.serviceManager.nbconvert;
      const getExportFormats = manager.getExportFormats.bind(manager);
      const exportAs = manager.exportAs.bind(manager);
      manager.getExportFormats = async force => {
        const { [NAME]: ours, ...others } = (await getExportFormats(force)) || {};
        return ours ? { ...others, [LABEL]: ours } : others;
      };
      manager.exportAs = options =>
        exportAs(options.format === LABEL ? { ...options, format: NAME } : options);
    },
  };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["framework-report"] = {
    init() {},
    async get() {
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
