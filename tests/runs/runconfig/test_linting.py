"""What the linter says of a text: the level, the line and the way out."""

import pytest

from runs.runconfig import Document, Known, lint

SOUND = "script: train.py\nenvironment:\n  python:\n    userManagedDependencies: true\n"
EVERYTHING = Known(
    targets={"local": "local", "gpu-box": "ssh", "whale": "docker", "dry": "ssh"},
    containers={"local": "never", "gpu-box": "allowed", "whale": "always", "dry": "missing"},
    environments={"sklearn"},
    datastores={"blob"},
    datasets={"iris"},
    files={"train.py", "src/train.py", ".azureml/conda.yml", "environment.yml"},
)


def said(text: str, known: Known = EVERYTHING) -> list[tuple]:
    return [(finding.level, finding.line, finding.message) for finding in lint(Document.read(text), known)]


def only(text: str, known: Known = EVERYTHING) -> tuple:
    (finding,) = said(text, known)
    return finding


def test_a_sound_text_has_no_findings():
    assert said(SOUND) == []
    assert said("") == []


@pytest.mark.parametrize(
    "text, words",
    [
        ("resources:\n  cpus: 0", "resources.cpus: “0.0” is no number of processors. Write one such as 2 or 0.5."),
        ("resources:\n  cpus: .nan", "is no number of processors"),
        ("resources:\n  cpus: some", "resources.cpus takes a number"),
        ("resources:\n  memory: plenty", "resources.memory: “plenty” is no amount of memory. Write it like 512m or 8g."),
        ("resources:\n  gpus: -1", "resources.gpus: “-1” is no number of GPUs"),
    ],
)
def test_resources_that_are_none(text, words):
    level, line, message = only(SOUND + text)
    assert level == "error" and words in message and line == 6


def test_resources_as_they_are_written():
    assert said(SOUND + "resources:\n  cpus: 0.5\n  memory: 8 GB\n  gpus: 0\n") == []


def test_what_is_not_known_is_not_checked():
    text = "script: other.py\ntarget: moon\nenvironment:\n  name: mine\ndataReferences:\n  x:\n    dataStoreName: there\n"
    assert said(text, Known()) == []


WHALE = "environment: {docker: {enabled: true, %s}}\ntarget: whale"
ONE_FINDING = [
    # target
    (
        "target: moon",
        "error",
        "There is no compute target moon in this workspace. Add it under Computes, or choose another: dry, gpu-box, local, whale.",
    ),
    ("target: GPU-Box", "error", "There is no compute target GPU-Box in this workspace. Did you mean gpu-box?"),
    ("target: amlcompute", "error", "target: amlcompute asked Azure to create a machine for the run"),
    # script
    ("script: tarin.py", "error", "The script tarin.py is not among the project's files; correct its path or add it."),
    ("script: src\\train.py", "error", "The script src\\train.py has a backslash in it, as on Windows"),
    ("script: /train.py", "error", "is an absolute path"),
    ("script: C:/train.py", "error", "is an absolute path"),
    ("script: ../train.py", "error", "leads out of the project's folder"),
    ("script: -c", "error", "begins with a dash"),
    ("script:", "error", "There is no script to run"),
    # arguments
    ("arguments: --lr 0.1", "error", "arguments takes a list, with a dash before each item, not '--lr 0.1'."),
    ("arguments: ['--lr 0.1']", "hint", "Argument 1 is one word for the script, blank and all; write --lr and its value as two items"),
    ("arguments: [1e-3]", "hint", 'Argument 1 reaches the script as 0.001, as in Azure ML; write "1e-3" to pass it as it is.'),
    ("arguments: [true]", "hint", "Argument 1 reaches the script as True"),
    ("arguments: [null]", "hint", 'Argument 1 is empty, and the script gets the word "None"'),
    ("arguments: [{a: 1}]", "error", "Argument 1 is a map; quote it"),
    ("arguments: [--a, 1, --a, 2]", "hint", "--a is given 2 times; most scripts take the last one."),
    (
        "arguments: [$AZUREML_DATAREFERENCE_x]",
        "warning",
        "$AZUREML_DATAREFERENCE_x stands for the data x, which dataReferences does not name",
    ),
    ("arguments: ['DatasetConsumptionConfig:x']", "warning", "stands for the data x, which data does not name"),
    ("command: python train.py\nscript: train.py", "warning", "script and arguments are ignored: command says what to run"),
    # framework and communicator
    ("framework: PySpark", "error", "Runs on Spark are not offered yet; put pyspark into the environment"),
    ("framework: pythonMPI", "error", "Distributed runs are not offered yet"),
    ("framework: Pyton", "error", "Pyton is no framework of Azure ML. Did you mean python?"),
    ("communicator: OpenMpi", "error", "communicator: OpenMpi starts several processes, which is not offered yet; set communicator: None"),
    ("communicator: nccl", "error", "set communicator: None to run the script as one."),
    ("communicator: ParallelTask", "error", "starts several processes"),
    ("communicator: Carrier-Pigeon", "error", "is no communicator of Azure ML. Write communicator: None."),
    # numbers
    ("nodeCount: 4", "error", "nodeCount: 4 asks for several machines, and local is a single one; set it to 1 or choose a cluster."),
    ("nodeCount: 0", "error", "nodeCount: 0 is no number of machines"),
    ("nodeCount: abc", "error", "nodeCount takes a whole number, not 'abc'."),
    ("nodeCount: 1.5", "warning", "nodeCount: 1.5 is cut to 1"),
    ("maxRunDurationSeconds: 0", "error", "maxRunDurationSeconds: 0 is out of bounds"),
    ("maxRunDurationSeconds: 99999999", "error", "write 1 to 2,592,000 seconds (30 days)"),
    # flags
    ("history: {snapshotProject: 'false'}", "warning", 'snapshotProject: "false" in quotes counts as true, as it did in Azure ML.'),
    # keys
    ("nodeCuont: 2", "warning", "nodeCuont is no key in a run configuration: it is kept and ignored. Did you mean nodeCount?"),
    ("userManagedDependencies: true", "warning", "Did you mean environment.python.userManagedDependencies?"),
    ("whatever: 1", "warning", "whatever is no key in a run configuration: it is kept and ignored. Remove it if nothing else reads it."),
    ("history: {watch: [logs]}", "warning", "watch is no key in history"),
    ("history: 3", "error", "history takes a section: its keys, indented below it, not 3."),
    ("history:", "warning", "history is left empty, which is not the same as its defaults."),
    ("history: {directoriesToWatch: [/var/log]}", "warning", "The folder /var/log is not kept: name one below"),
    # environment
    ("environment: {name: mine}", "error", "There is no environment mine in this workspace"),
    ("environment: {name: AzureML-Chainer-5.1.0-GPU}", "error", "is one of Azure's own environments"),
    ("environment: env.yml", "error", "The environment's file env.yml is not among the project's files"),
    ("environment: {python: {condaDependenciesFile: conda2.yml}}", "error", "The conda file conda2.yml is not among the project's files"),
    (
        "environment: {python: {interpreterPath: /usr/bin/python3}}",
        "warning",
        "interpreterPath counts only with userManagedDependencies: true",
    ),
    ("environment: {python: {condaDependencies: {dependencies: [{pip: [azureml-sdk]}]}}}", "hint", "Not installed: azureml-sdk."),
    ("environment: {python: {condaDependencies: {dependencies: [python=3.6.2]}}}", "hint", "Python 3.6.2 gets no more updates"),
    ("environment: {python: {condaDependencies: {variables: {A: b}}}}", "warning", "variables in the conda file is ignored"),
    ("environment: {python: {condaDependencies: [numpy]}}", "error", "condaDependencies is a conda file written out, a map"),
    ("environment: {environmentVariables: {EXAMPLE_ENV_VAR: EXAMPLE_VALUE}}", "hint", "left over from Azure ML's template"),
    ("environmentVariables: {TRAINSHED_RUN_ID: x}", "error", "TRAINSHED_RUN_ID is set by the studio itself"),
    ("environmentVariables: {'a b=': x}", "error", "An environment variable cannot be called 'a b='"),
    ("environmentVariables: {DB_PASSWORD: x}", "hint", "DB_PASSWORD looks like a secret"),
    ("environment: {docker: {enabled: true}}", "warning", "asks for a container, and this target runs none"),
    ("environment: {docker: {baseImageRegistry: {password: x}}}", "warning", "The registry's password stands in the text"),
    ("environment: {docker: {sharedVolumes: false}}", "warning", "works around trouble of Docker on Windows"),
    (
        "environment: {docker: {enabled: true, baseImage: 'python:3.12'}}\ntarget: dry",
        "warning",
        "dry has no container engine that answers",
    ),
    ("environment: {docker: {enabled: true}}\ntarget: dry", "warning", "environment.docker.enabled is ignored: it asks for a container"),
    (WHALE % "baseDockerfile: missing/Dockerfile", "error", "The Dockerfile missing/Dockerfile is not among the project's files"),
    (WHALE % "baseDockerfile: 'RUN true'", "error", "The Dockerfile has no FROM line"),
    (WHALE % "baseDockerfile: 'FROM a', baseImage: b", "warning", "exclude each other"),
    (WHALE % "buildContext: {locationType: git}", "error", "buildContext leads to a folder in Azure"),
    (WHALE % "baseImage: 'mcr.microsoft.com/azureml/base:0.2.4'", "hint", "the target's default image stands for it here"),
    (WHALE % "shmSize: plenty", "error", "shmSize: “plenty” is no amount of memory"),
    (WHALE % "arguments: [--privileged]", "error", "--privileged is not passed on: it would give the run the whole machine"),
    (WHALE % "arguments: [-v, '/data:/data']", "error", "--volume is not passed on: it would lay a folder of the machine open"),
    (WHALE % "arguments: [--gpus, all]", "warning", "--gpus is ignored: a run gets the GPUs that it asks for under resources"),
    (WHALE % "arguments: [--frobnicate, x]", "error", "--frobnicate is none of the arguments of docker run that a run may have."),
    ("docker: {useDocker: true, arguments: [--pid=host]}\ntarget: whale", "error", "--pid is not passed on"),
    ("environment: {r: {rVersion: '3.6'}}", "warning", "environment.r is ignored"),
    ("environment: {databricks: {jarLibraries: [{library: x}]}}", "warning", "environment.databricks is ignored"),
    ("environment: {inferencingStackVersion: latest}", "warning", "belongs to web services"),
    ("environment: {spark: {packages: [{group: a}]}}", "warning", "environment.spark is ignored"),
    # data
    ("dataReferences: {x: {dataStoreName: blub}}", "error", "There is no datastore blub in this workspace"),
    (
        "dataReferences: {x: {dataStoreName: blob, mode: teleport}}",
        "error",
        "teleport is no way to bring data here; write mount, download or upload.",
    ),
    ("data: {x: {mechanism: mount}}", "error", "data.x says neither dataset nor datapath"),
    ("data: {x: {dataLocation: {dataset: {name: irsi}}}}", "error", "There is no dataset irsi in this workspace"),
    ("outputData: {x: {mechanism: link}}", "error", "link is no way to bring data here; write upload or mount."),
    # what Azure alone has
    ("credentialPassthrough: true", "error", "credentialPassthrough asks to run as you; a run here is the target's own account"),
    ("amlcompute: {vmSize: STANDARD_D2}", "warning", "amlcompute is ignored: it describes a cluster that Azure would create"),
    ("sourceDirectoryDataStore: blob", "warning", "sourceDirectoryDataStore is ignored"),
    ("datacaches: [x]", "warning", "datacaches is ignored"),
    ("exposedPorts: [80]", "warning", "exposedPorts is ignored"),
    ("applicationEndpoints: {a: {type: Jupyter}}", "warning", "applicationEndpoints is ignored"),
    ("autoPrepareEnvironment: false", "warning", "autoPrepareEnvironment is ignored"),
    ("useAbsolutePath: true", "warning", "useAbsolutePath is ignored"),
    ("spark: {configuration: {spark.executor.memory: 8g}}", "warning", "spark is ignored"),
    ("hdi: {yarnDeployMode: client}", "warning", "hdi is ignored"),
    ("mpi: {processCountPerNode: 4}", "warning", "mpi is ignored"),
    ("tensorflow: {workerCount: 4}", "warning", "tensorflow is ignored"),
    ("pytorch: {processCount: 4}", "warning", "pytorch is ignored"),
    ("paralleltask: {workerCountPerNode: 4}", "warning", "paralleltask is ignored"),
    ("docker: {useDocker: true}", "warning", "docker.useDocker is ignored"),
    ("history: {ambientAuthentication: {method: aadtoken}}", "warning", "history.ambientAuthentication is ignored"),
]


@pytest.mark.parametrize(("text", "level", "part"), ONE_FINDING, ids=[row[0] for row in ONE_FINDING])
def test_one_thing_is_said_of_one_thing(text, level, part):
    found = only(text)
    assert (found[0], found[1]) == (level, 1)
    assert part in found[2]


NO_FINDING = [
    "framework: python",
    "framework: TensorFlow",
    "communicator: none",
    "target: gpu-box",
    "script: ./src/train.py",
    "priority: 7",
    "jobName: mine",
    "nodeCount: '1'",
    "maxRunDurationSeconds: 2592000",
    "environment: {name: sklearn, version: 3}",
    "environment: environment.yml",
    "environment: {python: {condaDependenciesFile: .azureml/conda.yml}}",
    "environment: {python: {condaDependenciesFile: conda.yml}}",
    "environment: {python: {installAzureML: true, baseInterpreter: /usr/bin/python3, pipFiles: {c.txt: numpy<2}}}",
    "environment: {docker: {gpuSupport: true, shmSize: 2g}}",
    WHALE % "baseImage: 'python:3.12', shmSize: 8g, arguments: [-e, A=1, --shm-size=2g, --ulimit, memlock=-1, --rm, -it]",
    WHALE % "baseDockerfile: environment.yml",
    "target: gpu-box\ndocker: {useDocker: true}",
    "data: {x: {dataLocation: {dataset: {name: iris}}}}\narguments: ['DatasetConsumptionConfig:x']",
    "dataReferences: {x: {dataStoreName: blob, mode: Mount}}\narguments: ['$AZUREML_DATAREFERENCE_x']",
    "hdi: {yarnDeployMode: Cluster}",
    "history: {directoriesToWatch: [logs, ./outputs, logs/tensorboard, checkpoints]}",
    "amlcompute:",
    "command: python train.py",
]


@pytest.mark.parametrize("text", NO_FINDING)
def test_nothing_is_said_of_what_works(text):
    assert said(text) == []


def test_a_finding_stands_at_its_place():
    (finding,) = lint(Document.read("# one\nscript: train.py\nhistory:\n  watchh: x\n"), Known())
    assert (finding.line, finding.column, finding.path) == (4, 3, "history.watchh")


def test_the_same_key_in_two_spellings_is_told():
    assert (
        only("nodeCount: 1\nnode_count: 1\n")[2]
        == "nodeCount is there twice, as nodeCount and as node_count; the last one counts, so remove the other."
    )


def test_findings_come_in_the_order_of_the_lines():
    lines = [line for _level, line, _message in said("nope: 1\ntarget: moon\nscript: no.py\nnodeCount: 0\n")]
    assert lines == [1, 2, 3, 4]


def test_a_value_that_does_not_fit_hides_no_other_finding():
    levels = [(level, line) for level, line, _message in said("nodeCount: abc\ntarget: moon\nhistory: 1\n")]
    assert levels == [("error", 1), ("error", 2), ("error", 3)]
