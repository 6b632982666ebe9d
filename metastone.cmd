@echo off
rem Without arguments: the sample application, a page on which one watches trajectories compete. With "serve": the server that
rem speaks OpenAI's API. With another command: the command line. All run from this checkout, and are built first if that has not been
rem done: all that serve a model together, and the laboratory when its first command is called. After a change: mvn package.
setlocal
set "HOME_DIR=%~dp0"
set "PAGE=%HOME_DIR%sample-app\target\quarkus-app\quarkus-run.jar"
set "SERVER=%HOME_DIR%quarkus-extension\server\target\quarkus-app\quarkus-run.jar"
set "CLI=%HOME_DIR%langchain4j-metastone\cli\target"
set "LAB=%HOME_DIR%lab\cli\target"

if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java.exe")
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo metastone: there is no java; install a JDK 17 or newer, or set JAVA_HOME to one 1>&2
  exit /b 1
)

rem What the commands of the laboratory are; all others serve a model.
set "PART=serving"
for %%C in (evaluate evaluate-tools calibrate compare train train-head train-nano ablate convert-head plot) do (
  if "%~1"=="%%C" set "PART=lab"
)
if exist "%LAB%\built" set "PART=lab"

set "BUILT=yes"
for %%F in ("%CLI%\built" "%PAGE%" "%SERVER%") do if not exist %%F set "BUILT=no"
if "%BUILT%"=="no" (
  call :build "what serves a model" ":metastone-cli,:metastone-server,:metastone-sample-app" "%CLI%\built" || exit /b 1
)
if "%PART%"=="lab" if not exist "%LAB%\built" (
  call :build "the laboratory" ":metastone-lab" "%LAB%\built" || exit /b 1
)

if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
set "OPTIONS=-XX:+UseSerialGC -Xshare:auto -Dai.djl.offline=true"
if "%~1"=="" goto :page
if "%~1"=="serve" goto :serve
set "OPTIONS=%OPTIONS% -XX:TieredStopAtLevel=1 -Djdk.console=java.base"
if "%PART%"=="lab" goto :lab
for %%J in ("%CLI%\metastone-cli-*-win-x86_64.jar") do set "JAR=%%~fJ"
"%JAVA%" %OPTIONS% %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

rem Arguments and exit codes are read outside blocks in brackets: within one they are expanded before it runs.
:page
"%JAVA%" %OPTIONS% -Dquarkus.log.level=WARN -Dsample.open-browser=true %JAVA_OPTS% -jar "%PAGE%"
exit /b %ERRORLEVEL%

:serve
"%JAVA%" %OPTIONS% %JAVA_OPTS% -jar "%SERVER%" %*
exit /b %ERRORLEVEL%

:lab
"%JAVA%" %OPTIONS% %JAVA_OPTS% -cp "%LAB%\classes;%LAB%\lib\*" io.github.metastone4j.cli.Metastone %*
exit /b %ERRORLEVEL%

rem Builds modules, the second argument, and leaves the mark that the third names; the first says what they are.
:build
where mvn >nul 2>&1
if errorlevel 1 (
  echo metastone: mvn, which builds this on the first call, is missing; install Maven 3.8 or newer 1>&2
  exit /b 1
)
echo metastone: building %~1, once ... 1>&2
pushd "%HOME_DIR%"
call mvn -q -B -pl %~2 -am -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2
if errorlevel 1 (
  popd
  echo metastone: the build failed; what Maven said stands above 1>&2
  exit /b 1
)
popd
type nul >"%~3"
exit /b 0
